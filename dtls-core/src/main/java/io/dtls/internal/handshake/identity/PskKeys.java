package io.dtls.internal.handshake.identity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.jspecify.annotations.Nullable;

import io.dtls.credentials.PskStore;

/**
 * Looks up pre-shared keys for Bouncy Castle. An identity that does not exist gets a key
 * that nobody knows, always the same one, so that it looks like any identity to a peer
 * with a wrong key.
 */
public final class PskKeys implements TlsPSKIdentityManager {

	// RFC 4279, section 5.3 asks for 128; names of certificates may be longer.
	private static final int MAX_IDENTITY_SIZE = 1024;

	private static final String ALGORITHM = "HmacSHA256";

	// Copied for each use, which saves looking up the algorithm.
	private static final Mac DECOYS = decoys();

	private final PskStore store;

	private final @Nullable String hint;

	private @Nullable String identity;

	public PskKeys(PskStore store, @Nullable String hint) {
		this.store = store;
		this.hint = hint;
	}

	private static Mac decoys() {
		byte[] secret = new byte[32];
		new SecureRandom().nextBytes(secret);
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(secret, ALGORITHM));
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

	@Override
	public byte @Nullable [] getHint() {
		return (this.hint != null) ? this.hint.getBytes(StandardCharsets.UTF_8) : null;
	}

	/** A key that Bouncy Castle may wipe. */
	@Override
	public byte[] getPSK(byte[] identityBytes) {
		byte[] decoy = decoy(identityBytes);
		String name = decode(identityBytes);
		byte[] key = (name != null) ? this.store.findKey(name) : null;
		if (key == null || key.length == 0) {
			return decoy;
		}
		this.identity = name;
		return key.clone();
	}

	private static @Nullable String decode(byte[] bytes) {
		if (bytes.length > MAX_IDENTITY_SIZE) {
			return null;
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private static byte[] decoy(byte[] identityBytes) {
		try {
			return ((Mac) DECOYS.clone()).doFinal(identityBytes);
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("The JDK's own " + ALGORITHM + " can be copied", ex);
		}
	}

	/** The identity of the peer, or null if it is not one of ours. */
	public @Nullable String identity() {
		return this.identity;
	}

}
