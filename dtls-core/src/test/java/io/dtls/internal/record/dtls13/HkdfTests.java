package io.dtls.internal.record.dtls13;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Secrets against RFC 5869 and against another program.
 */
class HkdfTests {

	private static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex);
	}

	@Test
	void extractsAndExpandsAsRfc5869Shows() {
		byte[] secret = Hkdf.SHA_256.extract(hex("000102030405060708090a0b0c"), hex("0b".repeat(22)));
		assertThat(secret).isEqualTo(hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
		assertThat(Hkdf.SHA_256.expand(secret, hex("f0f1f2f3f4f5f6f7f8f9"), 42))
			.isEqualTo(hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
	}

	@Test
	void emptySaltMeansZerosAsRfc5869Shows() {
		byte[] secret = Hkdf.SHA_256.extract(new byte[0], hex("0b".repeat(22)));
		assertThat(secret).isEqualTo(hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"));
		assertThat(Hkdf.SHA_256.expand(secret, new byte[0], 42))
			.isEqualTo(hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
	}

	@Test
	void keyScheduleIsThatOfRfc8448ButForTheLabels() {
		Hkdf hkdf = Hkdf.SHA_256;
		byte[] early = hkdf.extract(new byte[32], new byte[32]);
		byte[] derived = hkdf.deriveSecret(early, "derived", hkdf.newDigest().digest());
		byte[] handshake = hkdf.extract(derived,
				hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d"));
		byte[] hash = hex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");
		byte[] client = hkdf.deriveSecret(handshake, "c hs traffic", hash);
		assertThat(early).isEqualTo(TestEpochs.vector("schedule.early"));
		assertThat(derived).isEqualTo(TestEpochs.vector("schedule.derived"));
		assertThat(handshake).isEqualTo(TestEpochs.vector("schedule.handshake"));
		assertThat(client).isEqualTo(TestEpochs.vector("schedule.client"));
		assertThat(hkdf.deriveSecret(handshake, "s hs traffic", hash)).isEqualTo(TestEpochs.vector("schedule.server"));
		assertThat(hkdf.expandLabel(client, "finished", new byte[0], 32))
			.isEqualTo(TestEpochs.vector("schedule.finished"));
	}

	@Test
	void expandsOverSeveralBlocksOnly255Times() {
		byte[] all = Hkdf.SHA_256.expand(new byte[32], new byte[0], 255 * 32);
		assertThat(Hkdf.SHA_256.expand(new byte[32], new byte[0], 100)).isEqualTo(Arrays.copyOf(all, 100));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Hkdf.SHA_256.expand(new byte[32], new byte[0], 255 * 32 + 1));
	}

}
