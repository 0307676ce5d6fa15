package io.morelli.image;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** The file formats that are read, told apart by their first bytes, whatever a file is called. */
enum ImageFormat {
  JPEG,
  PNG,
  WEBP,
  BMP,
  GIF,
  TIFF,
  /** PBM, PGM and PPM, as text or binary. */
  PNM;

  /** How much of a file is looked at to say what it is instead of a picture. */
  private static final int PROLOGUE_BYTES = 1024;

  private static final int SHOWN_BYTES = 16;

  /**
   * @throws RejectedException UNREADABLE_IMAGE with what the bytes look like instead
   */
  static ImageFormat of(byte[] encoded) throws RejectedException {
    // Latin-1 maps every byte to the character of the same number.
    String start =
        new String(
            encoded, 0, Math.min(encoded.length, PROLOGUE_BYTES), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      return GIF;
    }
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return TIFF;
    }
    if (start.matches("(?s)P[1-6][\\s#].*")) {
      return PNM;
    }
    // Last, because two letters are little evidence: the reserved bytes of the header are 0.
    if (start.startsWith("BM") && start.startsWith("\0\0\0\0", 6)) {
      return BMP;
    }
    throw new RejectedException(ErrorCode.UNREADABLE_IMAGE, describe(start));
  }

  private static String describe(String start) {
    if (start.isEmpty()) {
      return "empty value: no bytes";
    }
    String lower = start.toLowerCase(Locale.ROOT);
    if (lower.contains("<svg")) {
      return "SVG is not supported";
    }
    if (lower.contains("<html") || lower.contains("<!doctype html")) {
      return "an HTML page, not a picture";
    }
    if (start.startsWith("%PDF")) {
      return "PDF is not supported";
    }
    if (start.startsWith("ftyp", 4)) {
      return "%s is not supported (HEIF, AVIF or video)"
          .formatted(start.substring(8, Math.min(12, start.length())).strip());
    }
    String shown = start.substring(0, Math.min(SHOWN_BYTES, start.length()));
    if (shown.chars().allMatch(c -> c >= ' ' && c <= '~' || Character.isWhitespace(c))) {
      return "text, not a picture: begins with \"%s\"".formatted(shown.strip());
    }
    return "not a picture: begins with %s"
        .formatted(
            HexFormat.ofDelimiter(" ").formatHex(shown.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
