package io.morelli.embedding.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.morelli.embedding.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files were written by PyTorch 2.7.1; {@code morelli_model golden} says how. */
class TorchCheckpointTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "checkpoint-legacy.pth"})
  void readsWhatPyTorchWrites(String name) throws IOException {
    Map<String, WeightTensor> tensors =
        WeightsFile.read(file(name), tensor -> !tensor.equals("turned") && !tensor.equals("double"))
            .tensors();

    assertThat(tensors).containsOnlyKeys("features", "view", "half", "bfloat", "bytes", "number");
    assertThat(tensors.get("features").shape()).containsExactly(2, 3);
    assertThat(tensors.get("features").floats()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
    assertThat(tensors.get("view").shape()).containsExactly(3, 2);
    assertThat(tensors.get("view").floats()).containsExactly(1.5f, 1.75f, 2, 2.25f, 2.5f, 2.75f);
    assertThat(tensors.get("half").type()).isEqualTo(DataType.FLOAT16);
    assertThat(tensors.get("half").floats()).containsExactly(0.5f, -2);
    assertThat(tensors.get("bfloat").floats()).containsExactly(1.5f, -0.25f);
    assertThat(tensors.get("bytes").floats()).containsExactly(-3, 7);
    assertThat(tensors.get("number").shape()).isEmpty();
    assertThat(tensors.get("number").floats()).containsExactly(2.5f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "checkpoint-legacy.pth"})
  void namesATensorThatDoesNotLieInOrder(String name) throws IOException {
    refuses(file(name), "turned", "tensor turned of shape [4, 3]");
  }

  @Test
  void namesATensorOfAnotherType() throws IOException {
    refuses(file("checkpoint.pth"), "double", "tensor double has numbers of type DoubleStorage");
  }

  /** What a pickle can do, and what this reader must not. */
  @Test
  void runsNothingOfTheFile() throws IOException {
    Path hostile = zip("cos\nsystem\n(X\u0004\0\0\0trueu85R.");

    refuses(hostile, "a", "names 'os.system'");
  }

  @Test
  void refusesInstructionsThatNoStateDictNeeds() throws IOException {
    refuses(zip("i"), "a", "instruction 0x69");
  }

  @Test
  void refusesWhatIsNoStateDict() throws IOException {
    refuses(zip("K\u0007."), "a", "holds no dictionary");
    Path text = folder.resolve("text.pth");
    Files.writeString(text, "<html>404</html>");
    refuses(text, "a", "text.pth is neither");
    Path empty = folder.resolve("empty.pth");
    Files.createFile(empty);
    refuses(empty, "a", "empty.pth is neither");
    Path zip = folder.resolve("other.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme"));
    }
    refuses(zip, "a", "no entry data.pkl");
  }

  /** It is read or refused, whatever byte is wrong, and nothing else happens. */
  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "checkpoint-legacy.pth"})
  void survivesEveryFlippedByteAndEveryTruncation(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file(name));
    Path damaged = folder.resolve("damaged.pth");
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8 | 0x80);
      refused += isRefused(damaged, flipped) ? 1 : 0;
      if (i % 8 == 0) {
        assertThat(isRefused(damaged, Arrays.copyOf(whole, i))).as("first %d bytes", i).isTrue();
      }
    }
    assertThat(refused).isPositive();
  }

  private static boolean isRefused(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    try {
      WeightsFile.read(file, "features"::equals);
      return false;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("damaged.pth");
      return true;
    }
  }

  private static void refuses(Path file, String tensor, String message) {
    assertThatThrownBy(() -> WeightsFile.read(file, tensor::equals))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining(message);
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private Path zip(String pickle) throws IOException {
    Path file = folder.resolve("made.pth");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x80, 2});
    bytes.write(pickle.getBytes(StandardCharsets.ISO_8859_1));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.write(bytes.toByteArray());
    }
    return file;
  }
}
