package io.morelli.local.duplicates;

import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.PublishedPictures;
import io.morelli.local.client.UnreachableException;
import io.morelli.local.demo.Jpeg;
import io.morelli.local.demo.Pictures;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Small JPEGs of pictures by image id, for a page. About 20 KB of memory each. */
public final class Thumbnails {

  private static final int LONG_SIDE = 320;
  private static final float JPEG_QUALITY = 0.8f;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final Map<String, byte[]> jpegs = new HashMap<>();

  private Thumbnails() {}

  /**
   * From the images topic.
   *
   * @throws UnreachableException if Kafka sends nothing for a minute
   */
  public static Thumbnails published(KafkaConnection kafka, String topic, Set<String> ids)
      throws UnreachableException {
    Thumbnails thumbnails = new Thumbnails();
    PublishedPictures.read(kafka, topic, ids, thumbnails::put);
    return thumbnails;
  }

  /**
   * From the files of a folder that have these image ids.
   *
   * @throws IOException if one cannot be read
   */
  public static Thumbnails inFolder(Path folder, Set<String> ids) throws IOException {
    Thumbnails thumbnails = new Thumbnails();
    for (PictureFile file : PictureFile.of(List.of(folder))) {
      if (ids.contains(file.id())) {
        thumbnails.put(file.id(), Optional.of(Files.readAllBytes(file.path())));
      }
    }
    return thumbnails;
  }

  private void put(String id, Optional<byte[]> encoded) {
    jpegs.remove(id);
    encoded.flatMap(this::thumbnail).ifPresent(jpeg -> jpegs.put(id, jpeg));
  }

  private Optional<byte[]> thumbnail(byte[] encoded) {
    try {
      var picture = decoder.decode(encoded).image().toBufferedImage();
      return Optional.of(Jpeg.encode(Pictures.thumbnail(picture, LONG_SIDE), JPEG_QUALITY));
    } catch (RejectedException e) {
      // An id may have been published anew with something unreadable; the page then shows none.
      return Optional.empty();
    }
  }

  Optional<byte[]> get(String id) {
    return Optional.ofNullable(jpegs.get(id));
  }
}
