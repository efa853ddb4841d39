package io.dtls.internal.handshake.dtls13.key;

import java.security.SecureRandom;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Key exchange, and what is no key.
 */
class KeySharesTests {

	private final KeyShares shares = new KeyShares(new SecureRandom());

	@ParameterizedTest
	@EnumSource(KeyGroup.class)
	void bothSidesHaveTheSameSecret(KeyGroup group) throws Refused {
		KeyShares.Pair pair = this.shares.generate(group);
		assertThat(pair.share()).hasSize(group.clientShareSize());
		KeyShares.Answer answer = this.shares.answer(group, pair.share());
		assertThat(answer.share()).hasSize(group.serverShareSize());
		assertThat(pair.secret(answer.share())).isEqualTo(answer.secret());
	}

	@ParameterizedTest
	@EnumSource(KeyGroup.class)
	void keysOfAnotherSizeAreRefused(KeyGroup group) {
		KeyShares.Pair pair = this.shares.generate(group);
		for (int size : new int[] { 0, 1, 31, group.clientShareSize() - 1, group.clientShareSize() + 1 }) {
			assertIllegal(group, new byte[size]);
		}
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> pair.secret(new byte[group.serverShareSize() + 1]));
	}

	@Test
	void pointsOffTheCurveAreRefused() {
		for (KeyGroup group : new KeyGroup[] { KeyGroup.SECP256R1, KeyGroup.SECP384R1 }) {
			byte[] share = this.shares.generate(group).share().clone();
			share[share.length - 1] ^= 1;
			assertIllegal(group, share);
			byte[] infinity = new byte[group.clientShareSize()];
			assertIllegal(group, infinity);
		}
	}

	@Test
	void secretsOfZerosAreRefused() throws Refused {
		assertIllegal(KeyGroup.X25519, new byte[32]);
		byte[] one = new byte[32];
		one[0] = 1;
		assertIllegal(KeyGroup.X25519, one);
		byte[] hybrid = this.shares.generate(KeyGroup.X25519MLKEM768).share().clone();
		Arrays.fill(hybrid, 1184, hybrid.length, (byte) 0);
		assertIllegal(KeyGroup.X25519MLKEM768, hybrid);
		KeyShares.Pair pair = this.shares.generate(KeyGroup.X25519);
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> pair.secret(new byte[32]));
	}

	@Test
	void latticeKeyThatIsNotReducedIsRefused() {
		byte[] share = this.shares.generate(KeyGroup.X25519MLKEM768).share().clone();
		// Two coefficients of 4095, where the modulus is 3329 (FIPS 203, section 7.2).
		Arrays.fill(share, 0, 3, (byte) 0xff);
		assertIllegal(KeyGroup.X25519MLKEM768, share);
	}

	private void assertIllegal(KeyGroup group, byte[] share) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.shares.answer(group, share))
			.satisfies((refusal) -> assertThat(refusal.alert()).isEqualTo(Alert.ILLEGAL_PARAMETER));
	}

}
