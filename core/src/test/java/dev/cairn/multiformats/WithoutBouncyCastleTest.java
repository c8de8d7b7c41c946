package dev.cairn.multiformats;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What core does for a user who has not put Bouncy Castle on the class path. */
class WithoutBouncyCastleTest {
  @Test
  void theFunctionsOfTheJdkWorkAndTheOthersSayWhatTheyNeed() throws Exception {
    URL[] classPath = {locationOf(HashFunction.class), locationOf(Probe.class)};
    try (URLClassLoader loader =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Class<?> probe = Class.forName(Probe.class.getName(), true, loader);

      Object findings = ((Callable<?>) probe.getDeclaredConstructor().newInstance()).call();

      assertThat(findings)
          .isEqualTo(
              List.of(
                  "java.lang.ClassNotFoundException",
                  "true",
                  "false",
                  "blake2b-256",
                  "hash function blake2b-256 (0xb220):"
                      + " org.bouncycastle:bcprov-jdk18on is needed on the class path to compute it",
                  "hash function blake3 (0x1e):"
                      + " org.bouncycastle:bcprov-jdk18on is needed on the class path to compute it"));
    }
  }

  private static URL locationOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** Runs in the other class loader, so it sees no library but the JDK's. */
  public static final class Probe implements Callable<List<String>> {
    @Override
    public List<String> call() {
      byte[] data = {1, 2, 3};
      Multihash blake3 = Multihash.of(HashFunction.BLAKE3.code(), new byte[32]);
      return List.of(
          outcome(() -> Class.forName("org.bouncycastle.crypto.Digest")),
          outcome(() -> Multihash.digest(HashFunction.SHA2_256, data).verify(data)),
          outcome(() -> HashFunction.BLAKE2B_256.isAvailable()),
          outcome(() -> HashFunction.BLAKE2B_256.name()),
          outcome(() -> Multihash.digest(HashFunction.BLAKE2B_256, data)),
          outcome(() -> Cid.rawOf(blake3).multihash().verify(data)));
    }

    private static String outcome(Callable<?> action) {
      try {
        return String.valueOf(action.call());
      } catch (UnsupportedHashException e) {
        return String.valueOf(e.getMessage());
      } catch (Exception e) {
        return e.getClass().getName();
      }
    }
  }
}
