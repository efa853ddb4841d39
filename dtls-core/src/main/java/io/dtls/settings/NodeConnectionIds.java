package io.dtls.settings;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Connection ids of a fixed part and a random one.
 */
final class NodeConnectionIds implements ConnectionIdSource {

	// Fewer would collide among some ten thousand sessions, and could be guessed.
	private static final int MIN_RANDOM_SIZE = 4;

	private static final int MAX_SIZE = 255;

	private final byte[] node;

	private final int length;

	private final SecureRandom random;

	NodeConnectionIds(byte[] node, int length, SecureRandom random) {
		int shortest = node.length + MIN_RANDOM_SIZE;
		if (length < shortest || length > MAX_SIZE) {
			throw new InvalidSettingException("connection-id.length", length,
					shortest + " to " + MAX_SIZE + ", or 0 in the settings for none");
		}
		this.node = node.clone();
		this.length = length;
		this.random = random;
	}

	@Override
	public int length() {
		return this.length;
	}

	@Override
	public byte[] next() {
		byte[] randomPart = new byte[this.length - this.node.length];
		this.random.nextBytes(randomPart);
		byte[] id = Arrays.copyOf(this.node, this.length);
		System.arraycopy(randomPart, 0, id, this.node.length, randomPart.length);
		return id;
	}

}
