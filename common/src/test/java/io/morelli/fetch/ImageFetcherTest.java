package io.morelli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageFetcherTest {

  private static final byte[] CONTENT = "a picture".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_BYTES = 1000;

  private final ExecutorService serverThreads = Executors.newCachedThreadPool();

  /** Opened when the test is over: ends handlers that would answer for ever. */
  private final CountDownLatch over = new CountDownLatch(1);

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private ImageFetcher fetcher;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serverThreads);
    server.start();
    fetcher = new ImageFetcher(policy(true, Set.of("127.0.0.1"), Duration.ofSeconds(30)));
  }

  @AfterEach
  void stop() {
    over.countDown();
    fetcher.close();
    server.stop(0);
    serverThreads.shutdownNow();
  }

  private FetchPolicy policy(boolean privateAddresses, Set<String> hosts, Duration timeout) {
    return new FetchPolicy(folder.toString(), hosts, privateAddresses, timeout, MAX_BYTES, 2);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private String serve(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            handler.handle(exchange);
          }
        });
    return url(path);
  }

  private String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static Handler redirect(String location) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", location);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void aServerThatIsNotReadyIsAskedAgain(int status) throws Exception {
    String uri =
        serve("/soon", exchange -> answer(exchange, requests.get() < 3 ? status : 200, CONTENT));
    assertThat(fetcher.fetch(uri)).isEqualTo(CONTENT);
    assertThat(requests).hasValue(3);
  }

  @Test
  void aServerThatIsNeverReadyIsGivenUpInTime() {
    URI uri = URI.create(serve("/never", exchange -> answer(exchange, 503, CONTENT)));
    FetchPolicy policy = policy(true, Set.of("127.0.0.1"), Duration.ofSeconds(2));
    try (HttpFetcher eager =
        new HttpFetcher(policy, SystemDefaultDnsResolver.INSTANCE, Duration.ofMillis(1))) {
      RejectedException e = catchThrowableOfType(RejectedException.class, () -> eager.fetch(uri));
      assertThat(e).isNotNull();
      assertThat(e.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      // The time may be over between two tries or within the last one.
      assertThat(e.getMessage()).containsAnyOf("status 503", "PT2S");
    }
    assertThat(requests).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void anInterruptBetweenTwoTriesIsNoFailureOfThePicture() {
    Thread caller = Thread.currentThread();
    assertCancelled(
        serve(
            "/busy",
            exchange -> {
              caller.interrupt();
              answer(exchange, 503, CONTENT);
            }));
  }

  @Test
  void anInterruptBeforeItIsNoFailureOfThePicture() {
    String uri = serve("/a.jpg", exchange -> answer(exchange, 503, CONTENT));
    Thread.currentThread().interrupt();
    assertCancelled(uri);
  }

  private void assertCancelled(String uri) {
    assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> fetcher.fetch(uri));
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
  }

  private RejectedException rejection(String uriList) {
    return rejection(fetcher, uriList);
  }

  private static RejectedException rejection(ImageFetcher fetcher, String uriList) {
    RejectedException e =
        catchThrowableOfType(RejectedException.class, () -> fetcher.fetch(uriList));
    assertThat(e).as("rejection of " + uriList).isNotNull();
    return e;
  }

  @Test
  void fetchesFromAnAllowedHost() throws RejectedException {
    String uri = serve("/a.jpg", exchange -> answer(exchange, 200, CONTENT));
    assertThat(fetcher.fetch(uri)).isEqualTo(CONTENT);
    assertThat(fetcher.fetch("# a comment\r\n\r\n" + uri + "\r\n")).isEqualTo(CONTENT);
  }

  @Test
  void fetchesBelowTheFolder() throws Exception {
    Path file = Files.write(Files.createDirectory(folder.resolve("b c")).resolve("ä.jpg"), CONTENT);
    assertThat(fetcher.fetch(file.toUri().toString())).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "# only a comment", "http://a/1\nhttp://a/2", "http://a b/", "picture.jpg"})
  void anythingButOneUriIsAnInvalidRecord(String uriList) {
    assertThat(rejection(uriList).code()).isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://127.0.0.1/a",
        "jar:file:///a!/b",
        "data:image/png;base64,AAAA",
        "http://example.org/a.jpg",
        "http://127.0.0.1.example.org/a.jpg",
        "http://user:secret@127.0.0.1/a.jpg",
        "http:///a.jpg",
        "http:a.jpg",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "file:a.jpg",
        "file://host/etc/passwd",
        "file:///no/such/file"
      })
  void whatThePolicyDoesNotAllowIsRefused(String uri) {
    RejectedException e = rejection(uri);
    assertThat(e.code()).isEqualTo(ErrorCode.FETCH_REFUSED);
    assertThat(e.getMessage()).doesNotContain("secret");
  }

  @Test
  void theDefaultAllowsNothing() throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), CONTENT);
    try (ImageFetcher closed = new ImageFetcher(FetchPolicy.NONE)) {
      assertThat(rejection(closed, file.toUri().toString()).code())
          .isEqualTo(ErrorCode.FETCH_REFUSED);
      assertThat(rejection(closed, url("/a.jpg")).code()).isEqualTo(ErrorCode.FETCH_REFUSED);
    }
    assertThat(requests).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "[::1]"})
  void anAllowedHostWithAPrivateAddressIsRefused(String host) {
    serve("/a.jpg", exchange -> answer(exchange, 200, CONTENT));
    FetchPolicy policy = policy(false, Set.of(host), Duration.ofSeconds(30));
    try (ImageFetcher strict = new ImageFetcher(policy)) {
      RejectedException e =
          rejection(strict, "http://%s:%d/a.jpg".formatted(host, server.getAddress().getPort()));
      assertThat(e.code()).isEqualTo(ErrorCode.FETCH_REFUSED);
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void aPrivateAddressIsNamed() {
    FetchPolicy policy = policy(false, Set.of("localhost"), Duration.ofSeconds(30));
    try (ImageFetcher strict = new ImageFetcher(policy)) {
      RejectedException e = rejection(strict, "http://localhost/a.jpg");
      assertThat(e.code()).isEqualTo(ErrorCode.FETCH_REFUSED);
      assertThat(e).hasMessageContaining("127.0.0.1").hasMessageContaining("not a public address");
    }
  }

  @Test
  void redirectsAreFollowedUpToTheLimit() throws RejectedException {
    serve("/0", exchange -> answer(exchange, 200, CONTENT));
    serve("/1", redirect("0"));
    serve("/2", redirect(url("/1")));
    serve("/3", redirect("/2"));
    assertThat(fetcher.fetch(url("/2"))).isEqualTo(CONTENT);
    RejectedException e = rejection(url("/3"));
    assertThat(e.code()).isEqualTo(ErrorCode.FETCH_REFUSED);
    assertThat(e).hasMessageContaining("2 redirects");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://localhost/",
        "//example.org/a.jpg",
        "file:///etc/passwd",
        "http://user:secret@127.0.0.1/"
      })
  void aRedirectIsHeldAgainstThePolicy(String location) {
    assertThat(rejection(serve("/r", redirect(location))).code())
        .isEqualTo(ErrorCode.FETCH_REFUSED);
    assertThat(requests).hasValue(1);
  }

  @Test
  void aRedirectDoesNotLeadToFilesThatAreAllowedOtherwise() throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), CONTENT);
    assertThat(rejection(serve("/r", redirect(file.toUri().toString()))).code())
        .isEqualTo(ErrorCode.FETCH_REFUSED);
  }

  @Test
  void announcedSizeIsEnoughToRefuse() {
    String uri =
        serve(
            "/large",
            exchange -> {
              exchange.sendResponseHeaders(200, MAX_BYTES + 1);
              // Nothing is sent: who reads would wait.
              await(over);
            });
    RejectedException e = rejection(uri);
    assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(e).hasMessageContaining("1001").hasMessageContaining("1000");
  }

  @Test
  void unannouncedSizeIsLimitedWhileReading() {
    String uri =
        serve(
            "/endless",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream body = exchange.getResponseBody();
              while (over.getCount() > 0) {
                body.write(CONTENT);
              }
            });
    assertThat(rejection(uri).code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void headersAreLimited() {
    String uri =
        serve(
            "/headers",
            exchange -> {
              exchange.getResponseHeaders().set("X-Long", "x".repeat(100_000));
              answer(exchange, 200, CONTENT);
            });
    assertThat(rejection(uri).code()).isEqualTo(ErrorCode.FETCH_FAILED);
  }

  @Test
  void aBodyShorterThanAnnouncedIsAFailure() {
    String uri =
        serve(
            "/short",
            exchange -> {
              exchange.sendResponseHeaders(200, CONTENT.length + 1);
              exchange.getResponseBody().write(CONTENT);
            });
    assertThat(rejection(uri).code()).isEqualTo(ErrorCode.FETCH_FAILED);
  }

  @Test
  void exactlyTheLimitIsAllowed() throws RejectedException {
    String uri = serve("/limit", exchange -> answer(exchange, 200, new byte[MAX_BYTES]));
    assertThat(fetcher.fetch(uri)).hasSize(MAX_BYTES);
  }

  @Test
  void aBodyThatStopsEndsWithTheTimeLimit() {
    String uri =
        serve(
            "/stops",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(CONTENT);
              exchange.getResponseBody().flush();
              await(over);
            });
    assertTimeLimit(uri);
  }

  @Test
  void aBodyThatDripsEndsWithTheTimeLimit() {
    String uri =
        serve(
            "/drips",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream body = exchange.getResponseBody();
              while (!isOverIn(100)) {
                body.write(0);
                body.flush();
              }
            });
    assertTimeLimit(uri);
  }

  @Test
  void aServerThatDoesNotAnswerEndsWithTheTimeLimit() {
    assertTimeLimit(serve("/silent", exchange -> await(over)));
  }

  private void assertTimeLimit(String uri) {
    FetchPolicy policy = policy(true, Set.of("127.0.0.1"), Duration.ofMillis(500));
    try (ImageFetcher hasty = new ImageFetcher(policy)) {
      RejectedException e = rejection(hasty, uri);
      assertThat(e.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(e).hasMessageContaining("PT0.5S");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304, 403, 404, 500})
  void aStatusOtherThan200IsAFailure(int status) {
    String uri = serve("/status", exchange -> exchange.sendResponseHeaders(status, -1));
    RejectedException e = rejection(uri);
    assertThat(e.code()).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(e).hasMessageContaining("status " + status);
  }

  @Test
  void aRedirectToNowhereIsAFailure() {
    String none = serve("/none", exchange -> exchange.sendResponseHeaders(302, -1));
    assertThat(rejection(none).code()).isEqualTo(ErrorCode.FETCH_FAILED);
    String garbage = serve("/garbage", redirect("http://a b"));
    assertThat(rejection(garbage).code()).isEqualTo(ErrorCode.FETCH_FAILED);
  }

  @Test
  void aClosedPortIsAFailure() {
    String uri = url("/a.jpg");
    server.stop(0);
    assertSoonFailed(uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:99999/a", "http://127.0.0.1:0/a"})
  void anImpossiblePortIsAFailure(String uri) {
    assertSoonFailed(uri);
  }

  /** By a policy that leaves no time for many tries. */
  private void assertSoonFailed(String uri) {
    FetchPolicy policy = policy(true, Set.of("127.0.0.1"), Duration.ofSeconds(1));
    try (ImageFetcher impatient = new ImageFetcher(policy)) {
      assertThat(rejection(impatient, uri).code()).isEqualTo(ErrorCode.FETCH_FAILED);
    }
  }

  @Test
  void linksAndDotsDoNotLeadOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.write(elsewhere.resolve("secret.jpg"), CONTENT);
    Files.createSymbolicLink(folder.resolve("link.jpg"), secret);
    Files.createSymbolicLink(folder.resolve("folder"), elsewhere);
    String root = folder.toUri().toString();
    for (String path :
        new String[] {
          "link.jpg",
          "folder/secret.jpg",
          "../" + elsewhere.getFileName() + "/secret.jpg",
          "%2e%2e/" + elsewhere.getFileName() + "/secret.jpg"
        }) {
      assertThat(rejection(root + path).code()).as(path).isEqualTo(ErrorCode.FETCH_REFUSED);
    }
  }

  @Test
  void linksWithinTheFolderAreFollowed() throws Exception {
    Path file = Files.write(folder.resolve("a.jpg"), CONTENT);
    Path link = Files.createSymbolicLink(folder.resolve("b.jpg"), file);
    assertThat(fetcher.fetch(link.toUri().toString())).isEqualTo(CONTENT);
  }

  @Test
  void filesHaveALimitToo() throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), new byte[MAX_BYTES + 1]);
    assertThat(rejection(file.toUri().toString()).code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void missingFilesAndFoldersAreFailures() {
    assertThat(rejection(folder.resolve("none.jpg").toUri().toString()).code())
        .isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(rejection(folder.toUri().toString()).code()).isEqualTo(ErrorCode.FETCH_FAILED);
  }

  @Test
  void impossiblePoliciesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(false, Set.of(), Duration.ZERO))
        .withMessageContaining("PT0S");
  }

  private boolean isOverIn(long milliseconds) {
    try {
      return over.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
