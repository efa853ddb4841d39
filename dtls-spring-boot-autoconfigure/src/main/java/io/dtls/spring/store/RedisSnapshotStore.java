package io.dtls.spring.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import io.dtls.store.SnapshotStore;

/**
 * Keeps saved sessions in Redis 6.2 or newer, where every node finds them by connection
 * id. A session and the counter of its generations lie in one slot of a cluster.
 */
public final class RedisSnapshotStore implements SnapshotStore {

	private static final Logger logger = LoggerFactory.getLogger(RedisSnapshotStore.class);

	// GETDEL and the generation are one step for all nodes.
	private static final byte[] TAKE = bytes("""
			local content = redis.call('GETDEL', KEYS[1])
			if not content then return nil end
			local generation = redis.call('INCR', KEYS[2])
			redis.call('PEXPIRE', KEYS[2], ARGV[1])
			return {content, generation}
			""");

	private static final byte[] NEXT_GENERATION = bytes("""
			local last = tonumber(redis.call('GET', KEYS[1]) or '0')
			local generation = math.max(last, tonumber(ARGV[1])) + 1
			redis.call('SET', KEYS[1], generation, 'PX', ARGV[2])
			return generation
			""");

	// Outlives every snapshot of its session.
	private static final Duration COUNTER_LIFETIME = Duration.ofDays(30);

	private static final int BATCH = 1000;

	private final RedisConnectionFactory connections;

	private final String prefix;

	private final byte[] channel;

	/**
	 * Uses a Redis.
	 * @param connections to it
	 * @param prefix of the keys, the same on all nodes
	 */
	public RedisSnapshotStore(RedisConnectionFactory connections, String prefix) {
		this.connections = connections;
		this.prefix = prefix;
		this.channel = bytes(prefix + "hand-over");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private byte[] content(byte[] key) {
		return bytes(this.prefix + "{" + HexFormat.of().formatHex(key) + "}:session");
	}

	private byte[] counter(byte[] key) {
		return bytes(this.prefix + "{" + HexFormat.of().formatHex(key) + "}:generation");
	}

	@Override
	public boolean isShared() {
		return true;
	}

	@Override
	public void put(Collection<Snapshot> snapshots, Duration keep) throws IOException {
		List<Snapshot> all = List.copyOf(snapshots);
		for (int start = 0; start < all.size(); start += BATCH) {
			List<Snapshot> batch = all.subList(start, Math.min(start + BATCH, all.size()));
			ask((redis) -> {
				redis.openPipeline();
				for (Snapshot snapshot : batch) {
					redis.stringCommands().pSetEx(content(snapshot.key()), keep.toMillis(), snapshot.content());
				}
				return redis.closePipeline();
			});
		}
	}

	@Override
	public byte @Nullable [] find(byte[] key) throws IOException {
		return ask((redis) -> redis.stringCommands().get(content(key)));
	}

	@Override
	public @Nullable Taken take(byte[] key) throws IOException {
		List<Object> taken = ask((redis) -> redis.scriptingCommands()
			.eval(TAKE, ReturnType.MULTI, 2, content(key), counter(key), bytes("" + COUNTER_LIFETIME.toMillis())));
		if (taken == null || taken.size() != 2) {
			return null;
		}
		return new Taken(new Snapshot(key, (byte[]) taken.get(0)), (Long) taken.get(1));
	}

	@Override
	public long nextGeneration(byte[] key, long after) throws IOException {
		Long generation = ask((redis) -> redis.scriptingCommands()
			.eval(NEXT_GENERATION, ReturnType.INTEGER, 1, counter(key), bytes("" + after),
					bytes("" + COUNTER_LIFETIME.toMillis())));
		if (generation == null) {
			throw new IOException("Redis gave no generation");
		}
		return generation;
	}

	@Override
	public boolean request(byte[] key, byte[] record) throws IOException {
		publish(RedisHandOver.request(key, record));
		return true;
	}

	@Override
	public void release(byte[] key) throws IOException {
		publish(RedisHandOver.release(key));
	}

	// How many have heard it is not known where Redis is a cluster.
	private void publish(byte[] message) throws IOException {
		ask((redis) -> redis.publish(this.channel, message));
	}

	@Override
	public Subscription subscribe(Listener listener) throws IOException {
		// The container would log at length that Redis is down.
		ask(RedisConnection::ping);
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(this.connections);
		container.setSubscriptionExecutor(new SimpleAsyncTaskExecutor("dtls-hand-over-"));
		container.setTaskExecutor(new SyncTaskExecutor());
		container.setErrorHandler((failure) -> logger.debug("A message between nodes could not be handled", failure));
		container.addMessageListener(new RedisHandOver(listener),
				new ChannelTopic(new String(this.channel, StandardCharsets.UTF_8)));
		try {
			container.afterPropertiesSet();
			container.start();
		}
		catch (RuntimeException ex) {
			close(container);
			throw new IOException("Redis cannot be listened to", ex);
		}
		return () -> close(container);
	}

	private static void close(RedisMessageListenerContainer container) {
		try {
			container.destroy();
		}
		catch (Exception ex) {
			logger.debug("Listening to Redis did not end well", ex);
		}
	}

	private <T> @Nullable T ask(Function<RedisConnection, @Nullable T> question) throws IOException {
		try (RedisConnection redis = this.connections.getConnection()) {
			return question.apply(redis);
		}
		catch (RuntimeException ex) {
			throw new IOException("Redis cannot be asked for sessions", ex);
		}
	}

}
