package io.dtls.autoconfigure.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.dtls.spring.store.RedisResumptionStore;
import io.dtls.spring.store.RedisSnapshotStore;
import io.dtls.store.ResumptionStore;
import io.dtls.store.SnapshotStore;
import io.dtls.store.StoreCipher;

/**
 * The stores that need Spring Data Redis; loaded only where that is there.
 */
final class RedisStores {

	private final RedisConnectionFactory connections;

	private RedisStores(RedisConnectionFactory connections) {
		this.connections = connections;
	}

	/** Null where no Redis is configured. */
	static @Nullable RedisStores find(BeanFactory beans) {
		RedisConnectionFactory connections = beans.getBeanProvider(RedisConnectionFactory.class).getIfUnique();
		return (connections != null) ? new RedisStores(connections) : null;
	}

	ResumptionStore resumption(String prefix, StoreCipher cipher, Duration lifetime, boolean singleUse) {
		return new RedisResumptionStore(this.connections, prefix, cipher, lifetime, singleUse);
	}

	SnapshotStore snapshots(String prefix) {
		return new RedisSnapshotStore(this.connections, prefix);
	}

}
