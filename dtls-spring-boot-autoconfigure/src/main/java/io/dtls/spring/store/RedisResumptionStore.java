package io.dtls.spring.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;
import io.dtls.store.StoreCipher;

/**
 * Keeps what it takes to resume sessions in Redis, encrypted, for all nodes.
 */
public final class RedisResumptionStore implements ResumptionStore {

	private final RedisConnectionFactory connections;

	private final String prefix;

	private final StoreCipher cipher;

	private final Duration lifetime;

	private final boolean singleUse;

	/**
	 * Uses a Redis.
	 * @param connections to it
	 * @param prefix of the keys, the same on all nodes
	 * @param cipher with the secrets that the nodes share
	 * @param lifetime of entries
	 * @param singleUse whether an entry is gone once it was found (Redis 6.2 or newer)
	 */
	public RedisResumptionStore(RedisConnectionFactory connections, String prefix, StoreCipher cipher,
			Duration lifetime, boolean singleUse) {
		this.connections = connections;
		this.prefix = prefix;
		this.cipher = cipher;
		this.lifetime = lifetime;
		this.singleUse = singleUse;
	}

	private byte[] key(byte[] sessionId) {
		return (this.prefix + HexFormat.of().formatHex(sessionId)).getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public void put(ResumptionEntry entry) {
		byte[] sealed = SealedEntries.seal(this.cipher, entry);
		try (RedisConnection redis = this.connections.getConnection()) {
			redis.stringCommands().pSetEx(key(entry.sessionId()), this.lifetime.toMillis(), sealed);
		}
	}

	@Override
	public @Nullable ResumptionEntry find(byte[] sessionId) {
		byte[] sealed;
		try (RedisConnection redis = this.connections.getConnection()) {
			sealed = this.singleUse ? redis.stringCommands().getDel(key(sessionId))
					: redis.stringCommands().get(key(sessionId));
		}
		return SealedEntries.open(this.cipher, sealed, sessionId);
	}

	@Override
	public void remove(byte[] sessionId) {
		try (RedisConnection redis = this.connections.getConnection()) {
			redis.keyCommands().del(key(sessionId));
		}
	}

}
