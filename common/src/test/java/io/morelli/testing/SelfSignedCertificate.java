package io.morelli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for {@code localhost}, made by the JDK's keytool, in the forms that servers and
 * clients want.
 *
 * @param keyStore PKCS #12, with the private key
 * @param trustStore PKCS #12, with the certificate only
 * @param pem the certificate
 * @param keyPem the private key, PKCS #8
 */
public record SelfSignedCertificate(Path keyStore, Path trustStore, Path pem, Path keyPem) {

  private static final String ALIAS = "server";

  /**
   * @param folder where the files are written
   * @param password of both stores, at least six characters
   */
  public static SelfSignedCertificate create(Path folder, String password)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path keyStore = folder.resolve("key.p12");
    Path trustStore = folder.resolve("trust.p12");
    Path pem = folder.resolve("certificate.pem");
    keytool(
        keyStore,
        password,
        List.of(
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=localhost",
            "-validity",
            "2",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1"));
    keytool(keyStore, password, List.of("-exportcert", "-rfc", "-file", pem.toString()));
    keytool(trustStore, password, List.of("-importcert", "-noprompt", "-file", pem.toString()));
    Path keyPem = Files.writeString(folder.resolve("key.pem"), keyPem(keyStore, password));
    return new SelfSignedCertificate(keyStore, trustStore, pem, keyPem);
  }

  private static String keyPem(Path keyStore, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(keyStore)) {
      store.load(content, password.toCharArray());
    }
    byte[] key = store.getKey(ALIAS, password.toCharArray()).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key));
  }

  private static void keytool(Path store, String password, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-alias", ALIAS, "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", password));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as("keytool %s", arguments.get(0)).isZero();
  }
}
