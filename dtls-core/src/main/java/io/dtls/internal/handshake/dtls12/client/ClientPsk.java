package io.dtls.internal.handshake.dtls12.client;

import java.nio.charset.StandardCharsets;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.PskStore;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * The pre-shared key of a client, for Bouncy Castle.
 */
final class ClientPsk implements TlsPSKIdentity {

	private final String identity;

	private final byte[] key;

	private ClientPsk(String identity, byte[] key) {
		this.identity = identity;
		this.key = key;
	}

	static @Nullable ClientPsk of(ClientHandshakeContext settings) throws HandshakeRefused {
		String identity = settings.client().pskIdentity();
		PskStore store = settings.credentials().pskStore();
		if (identity == null || store == null) {
			return null;
		}
		byte[] key = store.findKey(identity);
		if (key == null || key.length == 0) {
			throw new HandshakeRefused(HandshakeFailureReason.INTERNAL_ERROR, AlertDescription.internal_error,
					"The PSK store has no key for the client's identity", null);
		}
		return new ClientPsk(identity, key);
	}

	@Override
	public void skipIdentityHint() {
		// There is one identity, whatever the server hints at.
	}

	@Override
	public void notifyIdentityHint(byte[] hint) {
		// As above.
	}

	@Override
	public byte[] getPSKIdentity() {
		return this.identity.getBytes(StandardCharsets.UTF_8);
	}

	/** A copy that Bouncy Castle may wipe. */
	@Override
	public byte[] getPSK() {
		return this.key.clone();
	}

}
