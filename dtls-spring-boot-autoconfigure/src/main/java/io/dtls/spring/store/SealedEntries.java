package io.dtls.spring.store;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.store.ResumptionEntry;
import io.dtls.store.StoreCipher;

/**
 * Writes and reads what stores of other processes keep.
 */
final class SealedEntries {

	private SealedEntries() {
	}

	static byte[] seal(StoreCipher cipher, ResumptionEntry entry) {
		byte[] plain = entry.encode();
		try {
			return cipher.seal(plain, entry.sessionId());
		}
		finally {
			Arrays.fill(plain, (byte) 0);
		}
	}

	/** The entry, or null where it was sealed under a secret that is gone, or altered. */
	static @Nullable ResumptionEntry open(StoreCipher cipher, byte @Nullable [] sealed, byte[] sessionId) {
		byte[] plain = (sealed != null) ? cipher.open(sealed, sessionId) : null;
		if (plain == null) {
			return null;
		}
		try {
			return ResumptionEntry.decode(plain);
		}
		catch (IllegalArgumentException ex) {
			// Of a newer release.
			return null;
		}
		finally {
			Arrays.fill(plain, (byte) 0);
		}
	}

}
