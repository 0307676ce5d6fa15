package io.morelli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names and servers that are not what they were a moment before. */
class HttpFetcherTest {

  private static final String HOST = "rebinding.example.org";
  private static final byte[] CONTENT = {1, 2, 3};

  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = serve(0);
  }

  private static HttpServer serve(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/a.jpg",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
          exchange.close();
        });
    server.start();
    return server;
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() throws Exception {
    // A second lookup would fail.
    Answers names = new Answers(address(127, 0, 0, 1));
    try (HttpFetcher fetcher = new HttpFetcher(policy(true), names)) {
      assertThat(fetcher.fetch(uri())).isEqualTo(CONTENT);
    }
    assertThat(names.left).isEmpty();
  }

  @Test
  void aRefusedConnectionIsTriedAgain() throws Exception {
    try (LateHost host = new LateHost();
        HttpFetcher fetcher = new HttpFetcher(policy(true), host, Duration.ofMillis(1))) {
      assertThat(fetcher.fetch(uri(host.port))).isEqualTo(CONTENT);
      assertThat(host.lookups).isEqualTo(2);
    }
  }

  @Test
  void aNameThatIsNotKnownIsLookedUpAgain() throws Exception {
    Answers names = new Answers(new InetAddress[0], address(127, 0, 0, 1));
    try (HttpFetcher fetcher = new HttpFetcher(policy(true), names, Duration.ofMillis(1))) {
      assertThat(fetcher.fetch(uri())).isEqualTo(CONTENT);
    }
    assertThat(names.left).isEmpty();
  }

  @Test
  void aNameThatTurnsPrivateLaterIsCheckedAgain() throws Exception {
    Answers names = new Answers(address(127, 0, 0, 1), address(169, 254, 169, 254));
    try (HttpFetcher fetcher = new HttpFetcher(policy(false), names)) {
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(RejectedException.class)
            .isThrownBy(() -> fetcher.fetch(uri()))
            .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FETCH_REFUSED));
      }
    }
    assertThat(names.left).isEmpty();
  }

  @Test
  void onePrivateAddressAmongPublicOnesIsEnoughToRefuse() throws Exception {
    InetAddress[] mixed = {address(8, 8, 8, 8)[0], address(10, 0, 0, 1)[0]};
    try (HttpFetcher fetcher = new HttpFetcher(policy(false), new Answers(mixed))) {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> fetcher.fetch(uri()))
          .withMessageContaining("10.0.0.1")
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FETCH_REFUSED));
    }
  }

  private URI uri() {
    return uri(server.getAddress().getPort());
  }

  private static URI uri(int port) {
    return URI.create("http://%s:%d/a.jpg".formatted(HOST, port));
  }

  private static FetchPolicy policy(boolean privateAddresses) {
    return new FetchPolicy(
        null, Set.of(HOST), privateAddresses, Duration.ofSeconds(30), 1 << 20, 2);
  }

  private static InetAddress[] address(int... bytes) throws UnknownHostException {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return new InetAddress[] {InetAddress.getByAddress(HOST, address)};
  }

  /** Each lookup gets the next answer; one without an address is that the name is not known. */
  private static final class Answers implements DnsResolver {

    private final Queue<InetAddress[]> left;

    Answers(InetAddress[]... answers) {
      left = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      if (left.isEmpty()) {
        throw new UnknownHostException(host + " was looked up once too often");
      }
      InetAddress[] answer = left.remove();
      if (answer.length == 0) {
        throw new UnknownHostException(host);
      }
      return answer;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /** Its server listens from the second lookup on. */
  private static final class LateHost implements DnsResolver, AutoCloseable {

    /** Bound but not listening: keeps the port free, and whoever connects is refused. */
    private final Socket placeholder = new Socket();

    private final int port;
    private HttpServer server;
    private int lookups;

    LateHost() throws IOException {
      placeholder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = placeholder.getLocalPort();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      lookups++;
      if (lookups == 2) {
        try {
          placeholder.close();
          server = serve(port);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return address(127, 0, 0, 1);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }

    @Override
    public void close() throws IOException {
      placeholder.close();
      if (server != null) {
        server.stop(0);
      }
    }
  }
}
