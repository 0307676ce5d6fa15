package io.morelli.local.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports of this machine. */
public final class Ports {

  public static final String HOST = "localhost";

  /** Nobody may listen yet at what was found free, and still it must not be found again. */
  private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /**
   * The port itself if it can be listened at, or for 0 a free one, another each time. Servers would
   * report a taken port only deep in a stack trace, after they have touched their directories.
   *
   * @param user who wants to listen, for the message
   * @throws BindException if it is taken
   */
  public static int free(int port, String user) throws BindException {
    int free = listenable(port, user);
    while (port == 0 && !FOUND.add(free)) {
      free = listenable(port, user);
    }
    return free;
  }

  private static int listenable(int port, String user) throws BindException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      BindException taken =
          new BindException(
              "port %d of %s, for %s, cannot be used (%s): is Morelli running already?"
                  .formatted(port, HOST, user, e.getMessage()));
      taken.initCause(e);
      throw taken;
    }
  }

  /** Whether somebody listens at a port. */
  public static boolean isServed(int port) {
    try (Socket socket = new Socket(HOST, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
