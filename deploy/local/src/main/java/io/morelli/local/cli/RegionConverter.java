package io.morelli.local.cli;

import io.morelli.image.Region;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code x,y,width,height} in fractions of the picture. */
final class RegionConverter implements ITypeConverter<Region> {

  @Override
  public Region convert(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 4) {
      throw new TypeConversionException("'%s' is not x,y,width,height".formatted(text));
    }
    try {
      return new Region(
          Double.parseDouble(parts[0]),
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Double.parseDouble(parts[3]));
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not four numbers".formatted(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
