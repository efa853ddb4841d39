package io.dtls.internal.handshake.dtls12.client;

import java.util.List;

import org.bouncycastle.tls.AlertDescription;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.MessageAssembly;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * In which order a server's messages may come (RFC 5246, section 7.3). Bouncy Castle
 * looks at it too, but takes some of what a server breaks for a failure of ours. Each
 * message may come once, later ones never before earlier ones, and a suite with
 * certificates begins with one.
 */
final class ServerFlightOrder {

	private static final List<Integer> ORDER = List.of(HandshakeFormat.SERVER_HELLO, HandshakeFormat.CERTIFICATE,
			HandshakeFormat.CERTIFICATE_STATUS, HandshakeFormat.SERVER_KEY_EXCHANGE,
			HandshakeFormat.CERTIFICATE_REQUEST, HandshakeFormat.SERVER_HELLO_DONE);

	private static final int HELLO = 0;

	// Version and random come before the session id.
	private static final int SESSION_ID = 34;

	private int newest = -1;

	private boolean certificateIsNext;

	/**
	 * Looks at the next message of the flight.
	 * @return null if it may come now, else why the handshake ends
	 */
	@Nullable HandshakeRefused check(MessageAssembly message) {
		int place = ORDER.indexOf(message.type());
		boolean early = this.newest < HELLO && place != HELLO;
		boolean missed = this.certificateIsNext && message.type() != HandshakeFormat.CERTIFICATE;
		if (place <= this.newest || early || missed) {
			return new HandshakeRefused(HandshakeFailureReason.PROTOCOL_ERROR, AlertDescription.unexpected_message,
					missed ? "The server showed no certificate"
							: "The server sent handshake message " + message.type() + " out of order",
					null);
		}
		this.newest = place;
		this.certificateIsNext = place == HELLO && usesCertificates(message);
		return null;
	}

	private static boolean usesCertificates(MessageAssembly hello) {
		byte[] body = hello.body();
		int suite = (body.length > SESSION_ID) ? SESSION_ID + 1 + (body[SESSION_ID] & 0xff) : body.length;
		if (suite + 2 > body.length) {
			return false;
		}
		return CipherSuite.ofCode(HandshakeFormat.uint16(body, suite))
			.filter((known) -> !known.keyExchange().usesPsk())
			.isPresent();
	}

}
