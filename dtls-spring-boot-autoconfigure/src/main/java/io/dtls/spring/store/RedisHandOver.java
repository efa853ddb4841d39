package io.dtls.spring.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;

import io.dtls.store.SnapshotStore.Listener;

/**
 * What nodes tell each other of sessions that move: a byte for what it is, the length of
 * the connection id, the id, and the record that is the proof.
 */
final class RedisHandOver implements MessageListener {

	private static final int REQUEST = 1;

	private static final int RELEASE = 2;

	private static final int HEADER = 2;

	private final Listener listener;

	RedisHandOver(Listener listener) {
		this.listener = listener;
	}

	static byte[] request(byte[] key, byte[] record) {
		return encode(REQUEST, key, record);
	}

	static byte[] release(byte[] key) {
		return encode(RELEASE, key, new byte[0]);
	}

	private static byte[] encode(int kind, byte[] key, byte[] record) {
		return ByteBuffer.allocate(HEADER + key.length + record.length)
			.put((byte) kind)
			.put((byte) key.length)
			.put(key)
			.put(record)
			.array();
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		byte[] body = message.getBody();
		if (body.length < HEADER || body.length < HEADER + (body[1] & 0xff)) {
			return;
		}
		int keyEnd = HEADER + (body[1] & 0xff);
		byte[] key = Arrays.copyOfRange(body, HEADER, keyEnd);
		if (body[0] == REQUEST) {
			this.listener.requested(key, Arrays.copyOfRange(body, keyEnd, body.length));
		}
		else if (body[0] == RELEASE) {
			this.listener.released(key);
		}
	}

}
