package io.dtls.internal.handshake.dtls12;

import java.nio.charset.StandardCharsets;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JVM's digests give what Bouncy Castle's do, by all the ways it uses them.
 */
class JdkDigestTests {

	private static final byte[] TEXT = "a handshake message and another one".getBytes(StandardCharsets.US_ASCII);

	private static byte[] finished(Digest digest) {
		byte[] out = new byte[digest.getDigestSize() + 2];
		assertThat(digest.doFinal(out, 2)).isEqualTo(digest.getDigestSize());
		return out;
	}

	private static byte[] hashed(Digest digest) {
		digest.update(TEXT[0]);
		digest.update(TEXT, 1, TEXT.length - 1);
		return finished(digest);
	}

	@Test
	void digestsAreTheSame() {
		assertThat(hashed(JdkDigest.sha256())).isEqualTo(hashed(new SHA256Digest()));
		assertThat(hashed(JdkDigest.sha384())).isEqualTo(hashed(new SHA384Digest()));
	}

	@Test
	void codesOfShortAndLongKeysAreTheSame() {
		for (int size : new int[] { 1, 48, 64, 65, 128, 129, 300 }) {
			byte[] key = new byte[size];
			key[size - 1] = 7;
			assertThat(code(JdkDigest.sha256(), key)).isEqualTo(code(new SHA256Digest(), key));
			assertThat(code(JdkDigest.sha384(), key)).isEqualTo(code(new SHA384Digest(), key));
		}
	}

	private static byte[] code(Digest digest, byte[] key) {
		HMac mac = new HMac(digest);
		mac.init(new KeyParameter(key));
		mac.update(TEXT, 0, TEXT.length);
		byte[] first = new byte[mac.getMacSize()];
		mac.doFinal(first, 0);
		// Used again without another key.
		mac.update(first, 0, first.length);
		byte[] second = new byte[mac.getMacSize()];
		mac.doFinal(second, 0);
		return second;
	}

	@Test
	void aCopyGoesItsOwnWay() {
		JdkDigest digest = JdkDigest.sha256();
		digest.update(TEXT, 0, 5);
		JdkDigest copy = digest.copy();
		digest.reset();
		copy.update(TEXT, 5, TEXT.length - 5);
		assertThat(finished(copy)).isEqualTo(hashed(new SHA256Digest()));
		assertThat(hashed(digest)).isEqualTo(hashed(new SHA256Digest()));
	}

}
