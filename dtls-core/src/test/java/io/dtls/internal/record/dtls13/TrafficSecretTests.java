package io.dtls.internal.record.dtls13;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite.Aead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Keys of an epoch against another program.
 */
class TrafficSecretTests {

	@ParameterizedTest
	@EnumSource
	void keysAreThoseOfAnotherProgram(Aead aead) {
		TrafficSecret secret = TestEpochs.secret(aead);
		assertThat(secret.key().getEncoded()).isEqualTo(TestEpochs.vector(aead + ".key"));
		assertThat(secret.iv()).isEqualTo(TestEpochs.vector(aead + ".iv"));
		assertThat(secret.numberKey().getEncoded()).isEqualTo(TestEpochs.vector(aead + ".sn"));
		assertThat(secret.next().bytes()).isEqualTo(TestEpochs.vector(aead + ".traffic-upd"));
	}

	@Test
	void secretThatWasWipedCannotBeUsedButItsCopyCan() {
		TrafficSecret secret = TestEpochs.secret(Aead.AES_128_GCM);
		TrafficSecret copy = secret.copy();
		secret.destroy();
		assertThatIllegalStateException().isThrownBy(secret::next);
		assertThatIllegalStateException().isThrownBy(secret::key);
		assertThatIllegalStateException().isThrownBy(secret::bytes);
		assertThat(copy.bytes()).isEqualTo(TestEpochs.vector("AES_128_GCM.secret"));
	}

	@Test
	void nothingPrintsASecret() {
		String secret = HexFormat.of().formatHex(TestEpochs.secret(Aead.AES_128_GCM).bytes());
		Dtls13RecordState state = TestEpochs.state(Aead.AES_128_GCM, 0, 0);
		assertThat(TestEpochs.secret(Aead.AES_128_GCM) + " " + state + " " + state.reading() + " " + state.writing())
			.doesNotContain(secret.substring(0, 8))
			.isEqualTo("TrafficSecret[AES_128_GCM] Dtls13RecordState[AES_128_GCM] Reading[epoch=3] Writing[epoch=3]");
	}

	@Test
	void secretHasAsManyBytesAsTheHash() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TrafficSecret(Aead.AES_256_GCM, new byte[32]));
	}

}
