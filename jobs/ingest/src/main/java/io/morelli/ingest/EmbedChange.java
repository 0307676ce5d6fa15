package io.morelli.ingest;

import io.morelli.index.IndexedImage;
import io.morelli.operators.Embeddable;
import java.util.List;

/** Gives a picture its vector; a deletion passes through in its place in the order. */
final class EmbedChange implements Embeddable<ImageChange, IndexChange> {

  private static final long serialVersionUID = 1L;

  @Override
  public List<byte[]> pictures(ImageChange change) {
    return change.isDeletion() ? List.of() : List.of(change.picture().view().pixels());
  }

  @Override
  public IndexChange embedded(ImageChange change, List<float[]> vectors) {
    if (change.isDeletion()) {
      return new IndexChange(change.id(), null, change.publishedAt());
    }
    ImageChange.Picture picture = change.picture();
    IndexedImage image =
        new IndexedImage(
            change.id(),
            vectors.get(0),
            picture.view().keyPoints(),
            picture.metadata(),
            picture.width(),
            picture.height(),
            picture.checksum(),
            change.publishedAt(),
            change.source());
    return new IndexChange(change.id(), image, change.publishedAt());
  }
}
