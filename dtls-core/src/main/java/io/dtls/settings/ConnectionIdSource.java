package io.dtls.settings;

import java.security.SecureRandom;

/**
 * Makes the connection ids that a server or client gives to its peers (RFC 9146). Called
 * on endpoint threads, so implementations must not block.
 */
public interface ConnectionIdSource {

	/**
	 * The size of every id. Records do not say how long theirs is, so it is fixed.
	 * @return bytes, at most 255
	 */
	int length();

	/**
	 * Makes an id. One that is in use is asked for again.
	 * @return {@link #length()} bytes that strangers cannot guess
	 */
	byte[] next();

	/**
	 * Ids of random bytes.
	 * @param length bytes of an id, 4 to 255
	 * @return a source
	 * @throws IllegalArgumentException if ids would be too short or too long
	 */
	static ConnectionIdSource random(int length) {
		return ofNode(new byte[0], length);
	}

	/**
	 * Ids that begin with the name of a node, for balancers that route by it, and go on
	 * with random bytes.
	 * @param node tells this node from others; may be empty
	 * @param length bytes of a whole id, at least 4 more than the node has, at most 255
	 * @return a source
	 * @throws IllegalArgumentException if ids would be too short or too long
	 */
	static ConnectionIdSource ofNode(byte[] node, int length) {
		return new NodeConnectionIds(node, length, new SecureRandom());
	}

}
