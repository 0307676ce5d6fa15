package io.morelli.experiment;

/** Text in a page. */
public final class Html {

  private Html() {}

  /** As it stands between tags and in quoted attributes. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
