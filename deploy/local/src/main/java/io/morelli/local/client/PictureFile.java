package io.morelli.local.client;

import io.morelli.message.ImageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file to publish or to ask for, and the image id it has.
 *
 * @param id the path below the folder that was named, with {@code /} between folders and without
 *     the extension: {@code old/masters/mona-lisa.jpg} is {@code old/masters/mona-lisa}. Of a file
 *     that was itself named it is the file name without the extension
 */
public record PictureFile(String id, Path path) {

  private static final Predicate<String> PICTURE_NAME =
      Pattern.compile("[^.].*\\.(jpe?g|png|webp|gif|bmp|tiff?|p[bgpn]m)", Pattern.CASE_INSENSITIVE)
          .asMatchPredicate();

  public PictureFile {
    Objects.requireNonNull(path, "path");
    if (id.isEmpty() || id.getBytes(StandardCharsets.UTF_8).length > ImageId.MAX_BYTES) {
      throw new IllegalArgumentException(
          "an image id has 1 to %d bytes: '%s' of %s".formatted(ImageId.MAX_BYTES, id, path));
    }
  }

  /**
   * The pictures that files and folders stand for, in the order of their ids. Of a folder those
   * with the extension of a picture, at any depth, without hidden files; a file that is named
   * counts whatever its name.
   *
   * @throws NoSuchFileException naming a path that does not exist
   * @throws IllegalArgumentException if two files have the same id, naming both
   */
  public static List<PictureFile> of(Collection<Path> filesAndFolders) throws IOException {
    Map<String, PictureFile> pictures = new TreeMap<>();
    for (Path path : filesAndFolders) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString(), null, "no such file or folder");
      }
      for (PictureFile picture : Files.isDirectory(path) ? below(path) : List.of(named(path))) {
        PictureFile other = pictures.putIfAbsent(picture.id, picture);
        if (other != null && !other.path.equals(picture.path)) {
          throw new IllegalArgumentException(
              "two files have the image id '%s': %s and %s"
                  .formatted(picture.id, other.path, picture.path));
        }
      }
    }
    return new ArrayList<>(pictures.values());
  }

  private static PictureFile named(Path file) {
    return new PictureFile(withoutExtension(file.getFileName().toString()), file);
  }

  private static List<PictureFile> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> PICTURE_NAME.test(file.getFileName().toString()))
          .filter(Files::isRegularFile)
          .map(file -> new PictureFile(idBelow(folder, file), file))
          .toList();
    }
  }

  private static String idBelow(Path folder, Path file) {
    Path relative = folder.relativize(file);
    List<String> names = new ArrayList<>();
    relative.forEach(name -> names.add(name.toString()));
    return withoutExtension(String.join("/", names));
  }

  private static String withoutExtension(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
  }
}
