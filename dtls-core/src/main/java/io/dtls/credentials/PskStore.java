package io.dtls.credentials;

import org.jspecify.annotations.Nullable;

/**
 * Finds pre-shared keys (RFC 4279). Called on a handshake thread, which may block.
 */
@FunctionalInterface
public interface PskStore {

	/**
	 * Looks up the key of an identity.
	 * @param identity as the peer sent it, decoded as UTF-8
	 * @return the key, which the engine copies and never changes; null if there is none,
	 * which the peer cannot tell from a wrong key
	 */
	byte @Nullable [] findKey(String identity);

}
