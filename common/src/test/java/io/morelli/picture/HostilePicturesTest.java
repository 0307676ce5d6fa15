package io.morelli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.features.KeyPoints;
import io.morelli.features.OrbSettings;
import io.morelli.fetch.FetchPolicy;
import io.morelli.image.ImageLimits;
import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import io.morelli.testing.SharedData;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * Damaged files of all formats through the whole of {@link PictureReader}: each is a picture or is
 * refused, nothing else is thrown, the process survives and its memory stays bounded. {@code
 * -Dmorelli.mutants=10000} tries more.
 *
 * <p>The file that is being read lies in {@code target/hostile-picture}, so that it is at hand when
 * it kills the process.
 */
class HostilePicturesTest {

  private static final int MUTANTS = Integer.getInteger("morelli.mutants", 1_000);
  private static final int MAX_SEED_BYTES = 300_000;
  private static final int INPUT_SIZE = 224;

  /** Small, because the limit on pixels is what bounds memory and time. */
  private static final ImageLimits LIMITS = new ImageLimits(4 << 20, 4_000_000, 16);

  /** What native code may keep beyond the heap; one picture of 4 million pixels needs 50 MB. */
  private static final long MAX_GROWTH = 300L << 20;

  @Test
  void everyMutantIsAPictureOrIsRefused() throws IOException {
    List<byte[]> seeds = seeds();
    Mutations mutations = new Mutations(seeds);
    PictureSettings settings =
        new PictureSettings(LIMITS, FetchPolicy.NONE, OrbSettings.DEFAULT, INPUT_SIZE);
    Path current = Path.of("target", "hostile-picture");
    Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);
    int pictures = 0;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long slowest = 0;
    int slowestNumber = 0;
    long nativeBefore = 0;
    long start = System.nanoTime();
    try (PictureReader reader = new PictureReader(settings)) {
      for (int number = 0; number < MUTANTS; number++) {
        byte[] mutant = mutations.mutant(number);
        Files.write(current, mutant);
        long began = threads.getCurrentThreadCpuTime();
        try {
          PictureView view = reader.view(reader.decode(mutant).image());
          assertThat(view.pixels()).hasSize(3 * INPUT_SIZE * INPUT_SIZE);
          assertThat(KeyPoints.unpack(view.keyPoints()).count()).isEqualTo(view.keyPointCount());
          pictures++;
        } catch (RejectedException e) {
          assertThat(e).hasMessageNotContaining("null");
          refused.merge(e.code(), 1, Integer::sum);
        } catch (RuntimeException | Error e) {
          throw new AssertionError("mutant %d, see %s".formatted(number, current), e);
        }
        long took = threads.getCurrentThreadCpuTime() - began;
        if (took > slowest) {
          slowest = took;
          slowestNumber = number;
        }
        if (number == MUTANTS / 10) {
          nativeBefore = nativeMemory();
        }
      }
    }
    long growth = nativeMemory() - nativeBefore;
    System.out.printf(
        "%,d mutants of %d files in %.0f s, the slowest (%d) %.2f s of CPU: %,d pictures, refused %s;"
            + " memory beyond the heap %,d MB, grown by %,d MB%n",
        MUTANTS,
        seeds.size(),
        (System.nanoTime() - start) / 1e9,
        slowestNumber,
        slowest / 1e9,
        pictures,
        refused,
        nativeMemory() >> 20,
        growth >> 20);
    assertThat(refused.keySet())
        .isSubsetOf(ErrorCode.UNREADABLE_IMAGE, ErrorCode.TOO_LARGE, ErrorCode.TOO_SIMPLE)
        .contains(ErrorCode.UNREADABLE_IMAGE);
    assertThat(pictures).isPositive();
    assertThat(growth).isLessThan(MAX_GROWTH);
    Files.delete(current);
  }

  /** A few that are made here, and those of the shared collection if it is there. */
  private static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String format : new String[] {"jpeg", "png", "gif", "bmp", "tiff", "pnm"}) {
      seeds.add(TestPictures.encode(TestPictures.collage(1, 160, 120), format));
    }
    try (Stream<Path> files = Files.walk(SharedData.require("data/formats"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(file) <= MAX_SEED_BYTES) {
          seeds.add(Files.readAllBytes(file));
        }
      }
    } catch (TestAbortedException e) {
      System.out.println("Without the collection of formats: " + e.getMessage());
    }
    return seeds;
  }

  /** Resident memory less the heap, bytes; 0 where the system does not tell. */
  private static long nativeMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    long resident =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
            .findFirst()
            .orElseThrow();
    return resident - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }
}
