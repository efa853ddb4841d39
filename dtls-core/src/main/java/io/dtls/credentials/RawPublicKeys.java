package io.dtls.credentials;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Public keys without certificates (RFC 7250): this side's own, and those of peers that
 * are believed. There is no name, no authority and no end of validity to verify: whoever
 * has the private key of a trusted public key is believed. Where a side has certificates
 * too, the client's preference decides, and ours prefers raw keys.
 *
 * @param own an EC or RSA key pair, whose private key may be opaque; null where only the
 * peer shows a raw key
 * @param trusted decides whether a peer's key is believed, on handshake threads that may
 * block; null where peers show none
 */
public record RawPublicKeys(@Nullable KeyPair own, @Nullable Predicate<PublicKey> trusted) {

	/**
	 * Shows a raw public key, and asks peers for none.
	 * @param own the key pair
	 * @return keys that trust nobody
	 */
	public static RawPublicKeys of(KeyPair own) {
		return new RawPublicKeys(own, null);
	}

	/**
	 * Believes some keys, and shows none.
	 * @param keys of the peers
	 * @return keys that prove nothing
	 */
	public static RawPublicKeys trusting(Collection<? extends PublicKey> keys) {
		return new RawPublicKeys(null, oneOf(keys));
	}

	/**
	 * The same own key, and peers with some keys are believed.
	 * @param keys of the peers
	 * @return a copy
	 */
	public RawPublicKeys withTrusted(Collection<? extends PublicKey> keys) {
		return new RawPublicKeys(this.own, oneOf(keys));
	}

	/**
	 * The same own key, and a decision on those of peers.
	 * @param decision called on handshake threads; may block
	 * @return a copy
	 */
	public RawPublicKeys withTrusted(Predicate<PublicKey> decision) {
		return new RawPublicKeys(this.own, decision);
	}

	// Keys of different providers are equal in their encoding only.
	private static Predicate<PublicKey> oneOf(Collection<? extends PublicKey> keys) {
		Set<ByteBuffer> encoded = keys.stream()
			.map((key) -> ByteBuffer.wrap(key.getEncoded()))
			.collect(Collectors.toUnmodifiableSet());
		return (key) -> encoded.contains(ByteBuffer.wrap(key.getEncoded()));
	}

	@Override
	public String toString() {
		return "RawPublicKeys[own=" + (this.own != null) + ", trust=" + (this.trusted != null) + "]";
	}

}
