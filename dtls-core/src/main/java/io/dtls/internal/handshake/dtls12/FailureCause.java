package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.protocol.Alerts;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.util.RareErrors;

/**
 * Tells from what Bouncy Castle threw why a handshake failed.
 */
final class FailureCause {

	// One for all handshakes, as each has a cause of its own.
	private static final RareErrors errors = new RareErrors(LoggerFactory.getLogger(FailureCause.class));

	private static final String OURS = "io.dtls.";

	private static final Set<String> PROTOCOLS = Set.of(DTLSClientProtocol.class.getName(),
			DTLSServerProtocol.class.getName());

	private final HandshakeTransport transport;

	private final HandshakeSide side;

	FailureCause(HandshakeTransport transport, HandshakeSide side) {
		this.transport = transport;
		this.side = side;
	}

	HandshakeFailure explain(Exception thrown, InetSocketAddress peer, long nanos) {
		HandshakeFailureReason reason = reason(thrown);
		if (reason == HandshakeFailureReason.INTERNAL_ERROR) {
			Throwable cause = (thrown.getCause() != null) ? thrown.getCause() : thrown;
			errors.log("The handshake with {} failed in code of this side, such as a PskStore or a key manager", peer,
					cause.getClass(), cause, System.nanoTime());
		}
		return new HandshakeFailure(peer, reason, detail(reason, thrown), alert(thrown), nanos);
	}

	private HandshakeFailureReason reason(Exception thrown) {
		HandshakeFailureReason aborted = this.transport.abortReason();
		if (aborted != null) {
			return aborted;
		}
		if (this.transport.isTimedOut() || thrown instanceof TlsTimeoutException) {
			return timeout();
		}
		if (thrown instanceof HandshakeRefused refused) {
			return refused.reason();
		}
		if (thrown instanceof TlsFatalAlertReceived received) {
			return this.side.meaningOf(received.getAlertDescription());
		}
		if (thrown instanceof TlsFatalAlert alert) {
			return reasonOf(alert);
		}
		// Our transport throws no other, so it is the end of a message cut short.
		return (thrown instanceof IOException) ? HandshakeFailureReason.PROTOCOL_ERROR
				: HandshakeFailureReason.INTERNAL_ERROR;
	}

	private HandshakeFailureReason timeout() {
		if (this.transport.keysSeemToDiffer()) {
			return HandshakeFailureReason.KEYS_DIFFER;
		}
		return this.transport.sawOversizedMessage() ? HandshakeFailureReason.MESSAGE_TOO_LARGE
				: HandshakeFailureReason.TIMEOUT;
	}

	private static HandshakeFailureReason reasonOf(TlsFatalAlert alert) {
		return switch (alert.getAlertDescription()) {
			case AlertDescription.internal_error -> isOverInput(alert.getCause())
					? HandshakeFailureReason.PROTOCOL_ERROR : HandshakeFailureReason.INTERNAL_ERROR;
			case AlertDescription.protocol_version -> HandshakeFailureReason.PROTOCOL_VERSION;
			default -> HandshakeFailureReason.PROTOCOL_ERROR;
		};
	}

	// Where Bouncy Castle stumbles without any code of ours or the application's in
	// between,
	// it is over what the peer sent: a reserved version number, say.
	private static boolean isOverInput(@Nullable Throwable cause) {
		if (!(cause instanceof RuntimeException)) {
			return false;
		}
		for (StackTraceElement frame : cause.getStackTrace()) {
			if (frame.getClassName().startsWith(OURS)) {
				return false;
			}
			if (PROTOCOLS.contains(frame.getClassName())) {
				return true;
			}
		}
		return false;
	}

	private String detail(HandshakeFailureReason reason, Exception thrown) {
		if (thrown instanceof HandshakeRefused refused) {
			return refused.detail();
		}
		String peer = "The " + this.side.peerRole();
		if (thrown instanceof TlsFatalAlertReceived received && this.transport.abortReason() == null) {
			return peer + " sent the alert " + Alerts.name(received.getAlertDescription());
		}
		return switch (reason) {
			case KEYS_DIFFER -> peer + "'s Finished could not be decrypted " + this.transport.undecryptableRecords()
					+ " times: the pre-shared keys differ, or the identity is unknown";
			case TIMEOUT -> peer + " fell silent" + this.side.silenceHint();
			case PORT_UNREACHABLE -> "Nothing listens at the address: ICMP reported the port unreachable";
			case MESSAGE_TOO_LARGE -> peer + " sent a handshake message over the size limit";
			case RESTARTED -> peer + " began anew";
			case PROTOCOL_VERSION -> peer + " and this side share no protocol version";
			case SHUTDOWN -> "The endpoint stopped";
			case SESSION_LIMIT -> "The session limit was reached";
			default -> described(thrown);
		};
	}

	// Messages of exceptions may quote what the peer sent; their types do not.
	private static String described(Exception thrown) {
		Throwable cause = (thrown.getCause() != null) ? thrown.getCause() : thrown;
		String type = cause.getClass().getSimpleName();
		return (thrown instanceof TlsFatalAlert alert) ? Alerts.name(alert.getAlertDescription()) + " (" + type + ")"
				: type;
	}

	private @Nullable Integer alert(Exception thrown) {
		if (thrown instanceof TlsFatalAlertReceived received) {
			return (int) received.getAlertDescription();
		}
		return (this.transport.isTimedOut() && !this.transport.keysSeemToDiffer()) ? null : this.side.alert();
	}

}
