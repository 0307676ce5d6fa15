package io.morelli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for {@code localhost}, made by the JDK's keytool.
 *
 * @param keyStore PKCS #12, with the private key
 * @param trustStore PKCS #12, with the certificate only
 * @param certificate PEM
 * @param privateKey PEM, not encrypted
 */
public record SelfSignedCertificate(
    Path keyStore, Path trustStore, Path certificate, Path privateKey) {

  private static final String ALIAS = "server";

  /**
   * @param folder where the files are written
   * @param password of both stores, at least six characters
   */
  public static SelfSignedCertificate create(Path folder, String password)
      throws IOException, InterruptedException {
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
    Path privateKey = folder.resolve("key.pem");
    Files.writeString(privateKey, pem(privateKey(keyStore, password)));
    return new SelfSignedCertificate(keyStore, trustStore, pem, privateKey);
  }

  private static PrivateKey privateKey(Path keyStore, String password) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
      return (PrivateKey) store.getKey(ALIAS, password.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read " + keyStore, e);
    }
  }

  private static String pem(PrivateKey key) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
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
