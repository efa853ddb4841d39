package io.dtls.internal.record;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CCM with the vector of NIST SP 800-38C that has a nonce of twelve bytes (example 3).
 */
class AesCcmTests {

	private static final byte[] NONCE = HexFormat.of().parseHex("101112131415161718191a1b");

	private static final byte[] ASSOCIATED = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f10111213");

	private static final byte[] PAYLOAD = HexFormat.of().parseHex("202122232425262728292a2b2c2d2e2f3031323334353637");

	private static final String SEALED = "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5" + "484392fbc1b09951";

	private final AesCcm ccm;

	AesCcmTests() throws Exception {
		byte[] key = HexFormat.of().parseHex("404142434445464748494a4b4c4d4e4f");
		this.ccm = new AesCcm(new RecordKey("AES", key), 8);
		this.ccm.nonce(0, NONCE, 0, NONCE.length);
		this.ccm.additionalData(ASSOCIATED, ASSOCIATED.length);
	}

	@Test
	void payloadOfTheVectorIsSealed() throws Exception {
		byte[] out = new byte[PAYLOAD.length + 8];
		this.ccm.seal(PAYLOAD, 0, PAYLOAD.length, out, 0);
		assertThat(HexFormat.of().formatHex(out)).isEqualTo(SEALED);
	}

	@Test
	void nothingOfLongerAdditionalDataStays() throws Exception {
		byte[] longer = new byte[100];
		Arrays.fill(longer, (byte) 0xff);
		this.ccm.additionalData(longer, longer.length);
		this.ccm.additionalData(ASSOCIATED, ASSOCIATED.length);
		payloadOfTheVectorIsSealed();
	}

	@Test
	void ciphertextOfTheVectorIsOpened() throws Exception {
		byte[] out = new byte[PAYLOAD.length];
		assertThat(this.ccm.open(HexFormat.of().parseHex(SEALED), 0, PAYLOAD.length, out, 0)).isTrue();
		assertThat(out).isEqualTo(PAYLOAD);
	}

	@Test
	void plaintextOfARefusedRecordIsWiped() throws Exception {
		byte[] sealed = HexFormat.of().parseHex(SEALED);
		sealed[sealed.length - 1] ^= 1;
		byte[] out = new byte[PAYLOAD.length];
		Arrays.fill(out, (byte) 0x55);
		assertThat(this.ccm.open(sealed, 0, PAYLOAD.length, out, 0)).isFalse();
		assertThat(out).containsOnly(0);
	}

}
