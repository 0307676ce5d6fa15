package io.morelli.fetch;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * GET from the hosts of the policy. Every address is checked when the connection is made, and it is
 * the checked address that is connected to, so a name that resolves differently a moment later
 * gains nothing. Redirects are followed here, each against the policy again.
 */
final class HttpFetcher implements AutoCloseable {

  /** By default the client would store headers without end. */
  private static final Http1Config HEADER_LIMITS =
      Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(16 << 10).build();

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private final FetchPolicy policy;
  private final Duration firstPause;
  private final CloseableHttpClient client;

  /**
   * Ends requests whose time is over. A timeout of the socket starts anew with every byte, so a
   * server that drips could hold a caller for ever.
   */
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fetch-deadlines");
            thread.setDaemon(true);
            return thread;
          });

  HttpFetcher(FetchPolicy policy) {
    this(policy, SystemDefaultDnsResolver.INSTANCE);
  }

  HttpFetcher(FetchPolicy policy, DnsResolver names) {
    this(policy, names, FIRST_PAUSE);
  }

  /**
   * @param firstPause before the second try; each further pause is twice as long
   */
  HttpFetcher(FetchPolicy policy, DnsResolver names, Duration firstPause) {
    this.policy = policy;
    this.firstPause = firstPause;
    Timeout timeout = Timeout.of(policy.timeout());
    client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new CheckingResolver(names, policy.privateAddresses()))
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            .http1Config(HEADER_LIMITS)
                            .build())
                    // How many fetch at once is up to the callers.
                    .setMaxConnPerRoute(Integer.MAX_VALUE)
                    .setMaxConnTotal(Integer.MAX_VALUE)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timeout)
                            .setSocketTimeout(timeout)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .build())
            .setUserAgent("morelli")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  byte[] fetch(URI start) throws RejectedException {
    long deadline = System.nanoTime() + policy.timeout().toNanos();
    URI uri = start;
    for (int redirects = 0; redirects <= policy.maxRedirects(); redirects++) {
      check(uri);
      Answer answer = getPatiently(uri, deadline);
      if (answer.body != null) {
        return answer.body;
      }
      uri = answer.location;
    }
    throw new RejectedException(
        ErrorCode.FETCH_REFUSED,
        "more than %d redirects from %s".formatted(policy.maxRedirects(), start));
  }

  /**
   * One of three: the content, where to look for it, or what went wrong for now.
   *
   * @param trouble that another try may not meet
   */
  private record Answer(byte[] body, URI location, RejectedException trouble) {}

  /**
   * A server that is started anew or asks for patience, or a name service that is away, shall not
   * cost a picture.
   */
  private Answer getPatiently(URI uri, long deadline) throws RejectedException {
    Duration pause = firstPause;
    while (true) {
      Answer answer = get(uri, deadline);
      if (answer.trouble == null) {
        return answer;
      }
      if (System.nanoTime() + pause.toNanos() >= deadline) {
        throw answer.trouble;
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw answer.trouble;
      }
      pause = pause.multipliedBy(2);
    }
  }

  private void check(URI uri) throws RejectedException {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused("a redirect to scheme %s".formatted(scheme), uri);
    }
    if (uri.getRawUserInfo() != null) {
      throw new RejectedException(
          ErrorCode.FETCH_REFUSED, "user information in the URI of " + uri.getHost());
    }
    if (uri.getHost() == null || !policy.hosts().contains(uri.getHost().toLowerCase(Locale.ROOT))) {
      throw refused("host %s".formatted(uri.getHost()), uri);
    }
  }

  private Answer get(URI uri, long deadline) throws RejectedException {
    HttpGet request = request(uri);
    AtomicBoolean late = new AtomicBoolean();
    Future<?> alarm =
        deadlines.schedule(
            () -> {
              late.set(true);
              request.cancel();
            },
            deadline - System.nanoTime(),
            TimeUnit.NANOSECONDS);
    ClassicHttpResponse response = null;
    try {
      response = client.executeOpen(null, request, null);
      Answer answer = read(uri, response);
      if (late.get()) {
        // The end of the data may have been the end of the time.
        throw timedOut(uri, null);
      }
      return answer;
    } catch (IOException e) {
      if (late.get() || e instanceof InterruptedIOException) {
        throw timedOut(uri, e);
      }
      if (e instanceof RefusedAddressException) {
        throw new RejectedException(
            ErrorCode.FETCH_REFUSED, "%s: %s".formatted(e.getMessage(), uri), e);
      }
      RejectedException failed =
          new RejectedException(ErrorCode.FETCH_FAILED, "cannot read %s: %s".formatted(uri, e), e);
      if (e instanceof SocketException
          || e instanceof UnknownHostException
          || e instanceof NoHttpResponseException) {
        return new Answer(null, null, failed);
      }
      throw failed;
    } finally {
      alarm.cancel(false);
      // What is left of the body is not worth reading. Closing the response tries it all the same.
      request.cancel();
      Closer.closeQuietly(response);
    }
  }

  private static HttpGet request(URI uri) throws RejectedException {
    try {
      return new HttpGet(uri);
    } catch (IllegalArgumentException e) {
      // The client is stricter than java.net.URI, about ports for instance.
      throw new RejectedException(
          ErrorCode.FETCH_FAILED, "cannot ask for %s: %s".formatted(uri, e.getMessage()), e);
    }
  }

  private Answer read(URI uri, ClassicHttpResponse response) throws IOException, RejectedException {
    return switch (response.getCode()) {
      case 200 -> new Answer(body(uri, response.getEntity()), null, null);
      case 301, 302, 303, 307, 308 ->
          new Answer(null, location(uri, response.getFirstHeader(HttpHeaders.LOCATION)), null);
      case 429, 502, 503, 504 -> new Answer(null, null, failed(uri, response));
      default -> throw failed(uri, response);
    };
  }

  private static RejectedException failed(URI uri, ClassicHttpResponse response) {
    return new RejectedException(
        ErrorCode.FETCH_FAILED, "status %d from %s".formatted(response.getCode(), uri));
  }

  private byte[] body(URI uri, HttpEntity entity) throws IOException, RejectedException {
    if (entity == null) {
      return new byte[0];
    }
    if (entity.getContentLength() > policy.maxBytes()) {
      throw Limited.tooLarge(String.valueOf(entity.getContentLength()), policy.maxBytes(), uri);
    }
    return Limited.read(entity.getContent(), policy.maxBytes(), uri);
  }

  private static URI location(URI base, Header location) throws RejectedException {
    if (location == null) {
      throw new RejectedException(ErrorCode.FETCH_FAILED, "a redirect to nowhere from " + base);
    }
    try {
      return base.resolve(location.getValue());
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          ErrorCode.FETCH_FAILED,
          "a redirect to what is no URI, %s, from %s".formatted(location.getValue(), base),
          e);
    }
  }

  private RejectedException timedOut(URI uri, IOException cause) {
    return new RejectedException(
        ErrorCode.FETCH_FAILED, "not read within %s: %s".formatted(policy.timeout(), uri), cause);
  }

  private static RejectedException refused(String what, URI uri) {
    return new RejectedException(
        ErrorCode.FETCH_REFUSED, "%s is not allowed: %s".formatted(what, uri));
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  /** An allowed host that resolves to an address which is not. */
  private static final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String message) {
      super(message);
    }
  }

  private record CheckingResolver(DnsResolver names, boolean privateAddresses)
      implements DnsResolver {

    /** If only one of the addresses is not public, the answer as a whole is not to be trusted. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses = names.resolve(host);
      for (InetAddress address : addresses) {
        if (!privateAddresses && !PublicAddresses.isPublic(address)) {
          throw new RefusedAddressException(
              "%s resolves to %s, which is not a public address"
                  .formatted(host, address.getHostAddress()));
        }
      }
      return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return names.resolveCanonicalHostname(host);
    }
  }
}
