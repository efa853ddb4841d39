package io.dtls.spring.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.OpenHandshake;

/**
 * A handshake that runs.
 *
 * @param server bean name of the server
 * @param address where the peer is, masked unless shown
 * @param age since its valid cookie
 * @param suspicion why it will most likely fail, if there is a sign of it
 */
public record HandshakeDescriptor(String server, String address, Duration age, @Nullable String suspicion) {

	static HandshakeDescriptor of(String server, OpenHandshake handshake, PeerValues peerValues) {
		return new HandshakeDescriptor(server, peerValues.address(handshake.peer()), handshake.age(),
				handshake.keysSeemToDiffer() ? HandshakeFailureReason.KEYS_DIFFER.whatToCheck() : null);
	}

}
