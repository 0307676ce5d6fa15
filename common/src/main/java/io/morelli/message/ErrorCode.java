package io.morelli.message;

/**
 * Why a published picture went to the dead letters or a search request was answered with an error.
 */
public enum ErrorCode {
  /** The bytes are not a picture in a supported format, or the picture is damaged. */
  UNREADABLE_IMAGE,
  /** The encoded picture has too many bytes, or the picture too many pixels. */
  TOO_LARGE,
  /** The picture is too small or too uniform for a vector or key points to mean anything. */
  TOO_SIMPLE,
  /** A search names an image id that the index does not hold. */
  UNKNOWN_IMAGE_ID,
  /** The URI's scheme, host, address or path is not on the allow-list. */
  FETCH_REFUSED,
  /** The URI is allowed, but what it names could not be read. */
  FETCH_FAILED,
  /** The process died, or the task failed, again and again while working on the picture. */
  POISONOUS,
  /** A record of the images topic has no usable key, content type or metadata. */
  INVALID_RECORD,
  /** A search request has a header that cannot be followed. */
  INVALID_REQUEST,
  /** The index did not answer. */
  INDEX_UNAVAILABLE,
  /** The request's deadline passed before anything could be said. */
  TIMEOUT
}
