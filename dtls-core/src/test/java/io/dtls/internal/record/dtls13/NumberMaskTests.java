package io.dtls.internal.record.dtls13;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.RecordKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Masks against RFC 9001, appendix A, whose header protection makes the same masks, and
 * against Bouncy Castle.
 */
class NumberMaskTests {

	private static final byte[] CHACHA20_KEY = HexFormat.of()
		.parseHex("25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4");

	private static NumberMask mask(Aead aead, byte[] key) {
		return new NumberMask(aead, new RecordKey((aead == Aead.CHACHA20_POLY1305) ? "ChaCha20" : "AES", key));
	}

	@Test
	void aesMaskIsThatOfRfc9001() {
		byte[] key = HexFormat.of().parseHex("9f50449e04a0e810283a1e9933adedd2");
		byte[] sample = HexFormat.of().parseHex("ffd1b1c98dd7689fb8ec11d242b123dc9b");
		assertThat(mask(Aead.AES_128_GCM, key).of(sample, 1)).isEqualTo(0x437b);
		assertThat(mask(Aead.AES_128_CCM_8, key).of(sample, 1)).isEqualTo(0x437b);
	}

	@Test
	void chaCha20MaskIsThatOfRfc9001() {
		byte[] sample = HexFormat.of().parseHex("ff5e5cd55c41f69080575d7999c25a5bfb");
		assertThat(mask(Aead.CHACHA20_POLY1305, CHACHA20_KEY).of(sample, 1)).isEqualTo(0xaefe);
	}

	@Test
	void sameSampleMayComeAgain() {
		NumberMask mask = mask(Aead.CHACHA20_POLY1305, CHACHA20_KEY);
		byte[] sample = new byte[16];
		int first = mask.of(sample, 0);
		assertThat(mask.of(sample, 0)).isEqualTo(first);
		// Another counter, the same nonce.
		sample[0] = 1;
		assertThat(mask.of(sample, 0)).isNotEqualTo(first);
		sample[0] = 0;
		assertThat(mask.of(sample, 0)).isEqualTo(first);
	}

	@Test
	void chaCha20MaskIsThatOfBouncyCastleWithAnyCounter() {
		NumberMask mask = mask(Aead.CHACHA20_POLY1305, CHACHA20_KEY);
		Random random = new Random(1);
		byte[] sample = new byte[16];
		for (int i = 0; i < 500; i++) {
			random.nextBytes(sample);
			if (i < 10) {
				// The largest counter, at which a cipher could stop, and its neighbours.
				sample[0] = (byte) -i;
				sample[1] = -1;
				sample[2] = -1;
				sample[3] = -1;
			}
			assertThat(mask.of(sample, 0)).isEqualTo(bouncyCastleMask(sample));
		}
	}

	// The engine takes a counter only by being moved there, 64 bytes a block.
	private static int bouncyCastleMask(byte[] sample) {
		ChaCha7539Engine engine = new ChaCha7539Engine();
		byte[] nonce = Arrays.copyOfRange(sample, 4, 16);
		engine.init(true, new ParametersWithIV(new KeyParameter(CHACHA20_KEY), nonce));
		long counter = 0;
		for (int i = 3; i >= 0; i--) {
			counter = counter << 8 | sample[i] & 0xff;
		}
		engine.seekTo(64 * counter);
		byte[] out = new byte[2];
		engine.processBytes(new byte[2], 0, 2, out, 0);
		return (out[0] & 0xff) << 8 | out[1] & 0xff;
	}

	@Test
	void aesMaskIsThatOfBouncyCastle() {
		byte[] key = new byte[32];
		new Random(2).nextBytes(key);
		NumberMask mask = mask(Aead.AES_256_GCM, key);
		BlockCipher engine = AESEngine.newInstance();
		engine.init(true, new KeyParameter(key));
		Random random = new Random(3);
		byte[] sample = new byte[16];
		byte[] out = new byte[16];
		for (int i = 0; i < 500; i++) {
			random.nextBytes(sample);
			engine.processBlock(sample, 0, out, 0);
			assertThat(mask.of(sample, 0)).isEqualTo((out[0] & 0xff) << 8 | out[1] & 0xff);
		}
	}

	@Test
	void maskThatWasWipedCannotBeUsed() {
		NumberMask mask = mask(Aead.AES_128_GCM, new byte[16]);
		mask.of(new byte[16], 0);
		mask.destroy();
		assertThatIllegalStateException().isThrownBy(() -> mask.of(new byte[16], 0));
	}

}
