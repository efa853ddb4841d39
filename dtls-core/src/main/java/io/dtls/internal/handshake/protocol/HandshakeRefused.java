package io.dtls.internal.handshake.protocol;

import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;

/**
 * This side ends the handshake, and knows why.
 */
public final class HandshakeRefused extends TlsFatalAlert {

	private static final long serialVersionUID = 1L;

	private final HandshakeFailureReason reason;

	private final String detail;

	public HandshakeRefused(HandshakeFailureReason reason, short alert, String detail, @Nullable Throwable cause) {
		super(alert, detail, cause);
		this.reason = reason;
		this.detail = detail;
	}

	public HandshakeFailureReason reason() {
		return this.reason;
	}

	/** The number of the alert to send. */
	public short alert() {
		return getAlertDescription();
	}

	/** What went wrong, for people; free of secrets and identities. */
	public String detail() {
		return this.detail;
	}

}
