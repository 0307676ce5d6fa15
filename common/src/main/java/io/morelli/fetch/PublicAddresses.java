package io.morelli.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.stream.Stream;

/**
 * Tells addresses of the public Internet from those of this machine, its network and special use
 * (IANA special-purpose address registries).
 */
final class PublicAddresses {

  /** Four bytes of an address block and the length of its prefix. */
  private record Block(int address, int prefix) {

    static Block of(String cidr) {
      String[] parts = cidr.split("[./]");
      int address = 0;
      for (int i = 0; i < 4; i++) {
        address = address << 8 | Integer.parseInt(parts[i]);
      }
      return new Block(address, Integer.parseInt(parts[4]));
    }

    boolean contains(int other) {
      return (address ^ other) >>> (32 - prefix) == 0;
    }
  }

  private static final Block[] SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this network
              "10.0.0.0/8", // private
              "100.64.0.0/10", // carrier-grade NAT, and metadata services at 100.100.100.200
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, and metadata services at 169.254.169.254
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments, and metadata services at 192.0.0.192
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // 6to4 relays
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4") // reserved, broadcast
          .map(Block::of)
          .toArray(Block[]::new);

  private PublicAddresses() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isPublic(intAt(bytes, 0));
    }
    // Java turns IPv4-mapped addresses into Inet4Address. 64:ff9b::/96 (NAT64), 2002::/16 (6to4)
    // and 2001::/23 (Teredo) lead to IPv4 addresses too; nobody publishes pictures there. What is
    // left is global unicast, 2000::/3, less documentation: unique-local, link-local, loopback,
    // multicast and the metadata service at fd00:ec2::254 lie outside.
    int high = intAt(bytes, 0);
    return high >>> 29 == 1
        && high >>> 16 != 0x2002
        && high >>> 9 != 0x20010000 >>> 9
        && high != 0x20010db8
        && high >>> 12 != 0x3fff0000 >>> 12;
  }

  private static boolean isPublic(int ipv4) {
    return Stream.of(SPECIAL).noneMatch(block -> block.contains(ipv4));
  }

  private static int intAt(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }
}
