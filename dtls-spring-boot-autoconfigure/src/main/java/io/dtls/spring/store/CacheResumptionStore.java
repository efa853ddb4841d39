package io.dtls.spring.store;

import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;
import io.dtls.store.StoreCipher;

/**
 * Keeps what it takes to resume sessions in a cache of Spring, encrypted. How many
 * entries there are, and for how long, is the cache's to decide.
 */
public final class CacheResumptionStore implements ResumptionStore {

	private final Cache cache;

	private final StoreCipher cipher;

	/**
	 * Uses a cache.
	 * @param cache of strings and byte arrays
	 * @param cipher with the secrets that the nodes share
	 */
	public CacheResumptionStore(Cache cache, StoreCipher cipher) {
		this.cache = cache;
		this.cipher = cipher;
	}

	private static String key(byte[] sessionId) {
		return HexFormat.of().formatHex(sessionId);
	}

	@Override
	public void put(ResumptionEntry entry) {
		this.cache.put(key(entry.sessionId()), SealedEntries.seal(this.cipher, entry));
	}

	@Override
	public @Nullable ResumptionEntry find(byte[] sessionId) {
		return SealedEntries.open(this.cipher, this.cache.get(key(sessionId), byte[].class), sessionId);
	}

	@Override
	public void remove(byte[] sessionId) {
		this.cache.evict(key(sessionId));
	}

}
