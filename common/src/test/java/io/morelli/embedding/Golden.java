package io.morelli.embedding;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * What Python (PyTorch and Pillow) computed for the synthetic pictures beside {@code golden.json}.
 *
 * @param vectors fp32, by picture
 * @param resized SHA-256 of the interleaved pixels, by picture and size
 */
public record Golden(Map<String, float[]> vectors, List<Resized> resized) {

  public record Resized(String picture, int width, int height, String sha256) {}

  public static Golden load() {
    return load("golden.json");
  }

  public static Golden load(String name) {
    try (InputStream json = Golden.class.getResourceAsStream(name)) {
      return new ObjectMapper().readValue(json, Golden.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Vectors of stored pictures, fp32, by their name beside {@code files/vectors.json}. */
  public static Map<String, float[]> files() {
    try (InputStream json = Golden.class.getResourceAsStream("files/vectors.json")) {
      return new ObjectMapper().readValue(json, new TypeReference<Map<String, float[]>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stored picture. */
  public static byte[] file(String name) {
    try (InputStream file = Golden.class.getResourceAsStream("files/" + name)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RgbImage picture(String name) {
    try (InputStream png = Golden.class.getResourceAsStream(name + ".png")) {
      return rgb(ImageIO.read(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RgbImage rgb(BufferedImage image) {
    int width = image.getWidth();
    int[] argb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] rgb = new byte[3 * argb.length];
    for (int i = 0; i < argb.length; i++) {
      rgb[3 * i] = (byte) (argb[i] >> 16);
      rgb[3 * i + 1] = (byte) (argb[i] >> 8);
      rgb[3 * i + 2] = (byte) argb[i];
    }
    return new RgbImage(width, image.getHeight(), rgb);
  }
}
