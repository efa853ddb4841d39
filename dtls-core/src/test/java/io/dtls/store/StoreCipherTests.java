package io.dtls.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class StoreCipherTests {

	private static final byte[] OLD = new byte[16];

	private static final byte[] NEW = "a secret of a cluster".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] KEY = { 1, 2, 3 };

	private static final byte[] PLAIN = { 4, 5, 6, 7 };

	private final StoreCipher cipher = new StoreCipher(Secrets.of(NEW, null), "test");

	@Test
	void whatWasSealedOpensUnderItsStoreKeyOnly() {
		byte[] sealed = this.cipher.seal(PLAIN, KEY);
		Assertions.assertThat(sealed).hasSize(PLAIN.length + 28);
		Assertions.assertThat(this.cipher.open(sealed, KEY)).isEqualTo(PLAIN);
		Assertions.assertThat(this.cipher.open(sealed, new byte[] { 1, 2, 4 })).isNull();
	}

	@Test
	void twoEntriesNeverLookAlike() {
		Assertions.assertThat(this.cipher.seal(PLAIN, KEY)).isNotEqualTo(this.cipher.seal(PLAIN, KEY));
	}

	@Test
	void anEntryOfAnotherPurposeDoesNotOpen() {
		StoreCipher other = new StoreCipher(Secrets.of(NEW, null), "other");
		Assertions.assertThat(other.open(this.cipher.seal(PLAIN, KEY), KEY)).isNull();
	}

	@Test
	void aChangedOrShortenedEntryDoesNotOpen() {
		byte[] sealed = this.cipher.seal(PLAIN, KEY);
		for (int i = 0; i < sealed.length; i++) {
			byte[] changed = sealed.clone();
			changed[i] ^= 1;
			Assertions.assertThat(this.cipher.open(changed, KEY)).isNull();
			Assertions.assertThat(this.cipher.open(Arrays.copyOf(sealed, i), KEY)).isNull();
		}
	}

	@Test
	void duringARotationTheOldSecretStillOpensAndTheNewOneSeals() {
		StoreCipher before = new StoreCipher(Secrets.of(OLD, null), "test");
		StoreCipher rotating = new StoreCipher(Secrets.of(NEW, OLD), "test");
		Assertions.assertThat(rotating.open(before.seal(PLAIN, KEY), KEY)).isEqualTo(PLAIN);
		Assertions.assertThat(this.cipher.open(rotating.seal(PLAIN, KEY), KEY)).isEqualTo(PLAIN);
		Assertions.assertThat(this.cipher.open(before.seal(PLAIN, KEY), KEY)).isNull();
	}

	@Test
	void aShortSecretIsRefusedAndNoneIsPrinted() {
		Assertions.assertThatIllegalArgumentException().isThrownBy(() -> Secrets.of(new byte[15], null));
		Assertions.assertThat(Secrets.of(NEW, OLD)).hasToString("Secrets[previous=true]");
	}

}
