package io.morelli.picture;

import io.morelli.embedding.ModelInput;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.KeyPoints;
import io.morelli.fetch.ImageFetcher;
import io.morelli.image.DecodedImage;
import io.morelli.image.ImageDecoder;
import io.morelli.image.RgbImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.HeaderNames;
import io.morelli.message.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * From the value of a record to what the search compares: fetch, decode, key points, model input.
 * One for each subtask.
 */
public final class PictureReader implements AutoCloseable {

  private final ImageFetcher fetcher;
  private final ImageDecoder decoder;
  private final KeyPointExtractor extractor;
  private final int inputSize;

  public PictureReader(PictureSettings settings) {
    this.fetcher = new ImageFetcher(settings.fetch());
    this.decoder = new ImageDecoder(settings.limits());
    this.extractor = new KeyPointExtractor(settings.orb());
    this.inputSize = settings.inputSize();
  }

  /**
   * The encoded picture that a record stands for: its value, or what its URI names.
   *
   * @param contentType as {@link io.morelli.message.KafkaRecord#contentType}
   * @throws RejectedException if the content type is unknown or the picture cannot be fetched
   */
  public byte[] content(byte[] value, Optional<String> contentType) throws RejectedException {
    String type = contentType.orElse("image/*");
    if (type.equals(HeaderNames.URI_LIST)) {
      return fetcher.fetch(new String(value, StandardCharsets.UTF_8));
    }
    if (type.startsWith("image/") || type.equals("application/octet-stream")) {
      return value;
    }
    throw new RejectedException(
        ErrorCode.INVALID_RECORD,
        "unknown content-type '%s': expected image/*, application/octet-stream or %s"
            .formatted(type, HeaderNames.URI_LIST));
  }

  /**
   * @throws RejectedException if it is no picture, too large or too simple
   */
  public DecodedImage decode(byte[] encoded) throws RejectedException {
    return decoder.decode(encoded);
  }

  /** As a query sees a picture. */
  public PictureView view(RgbImage image) {
    return withPixels(image, extractor.extract(image));
  }

  /** As the index keeps a picture. */
  public PictureView indexedView(RgbImage image) {
    return withPixels(image, extractor.extractForIndex(image));
  }

  /**
   * As a query sees a picture that is scaled down further for its key points, without the model
   * input, which is that of {@link #view}.
   *
   * @param scale part of the usual size, over 0, at most 1
   */
  public PictureView coarseView(RgbImage image, double scale) {
    KeyPoints keyPoints = extractor.extract(image, scale);
    return new PictureView(null, keyPoints.pack(), keyPoints.count());
  }

  private PictureView withPixels(RgbImage image, KeyPoints keyPoints) {
    return new PictureView(ModelInput.of(image, inputSize), keyPoints.pack(), keyPoints.count());
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
