package io.morelli.local.torture;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file in the place of a folder: not even root can write below it. When this is closed, the
 * folder is back, with all that it held.
 *
 * <p>Whoever writes there may make the folder anew in the moment between the one and the other;
 * what has come into it then is kept as well.
 */
final class BlockedFolder implements AutoCloseable {

  private final Path folder;
  private final Path aside;

  BlockedFolder(Path folder) throws IOException {
    this.folder = folder;
    this.aside = folder.resolveSibling(folder.getFileName() + "-aside");
    Files.move(folder, aside);
    untilFree(() -> Files.createFile(folder));
  }

  @Override
  public void close() throws IOException {
    if (Files.isRegularFile(folder)) {
      Files.delete(folder);
    }
    untilFree(() -> Files.move(aside, folder));
  }

  /** Puts something in the place of the folder. */
  @FunctionalInterface
  private interface Replacement {
    Path put() throws IOException;
  }

  private void untilFree(Replacement replacement) throws IOException {
    while (true) {
      try {
        replacement.put();
        return;
      } catch (FileAlreadyExistsException e) {
        gather();
      }
    }
  }

  /** Moves what is in the folder to the rest, and removes it unless more has come meanwhile. */
  private void gather() throws IOException {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Path target = aside.resolve(folder.relativize(file));
              Files.createDirectories(target.getParent());
              Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // Somebody writes or deletes there at this moment; the next attempt sees to it.
    }
  }
}
