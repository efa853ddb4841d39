package io.dtls.internal.handshake.dtls13;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.exchange.ReceivedMessage;
import io.dtls.internal.handshake.dtls13.message.Refused;

/**
 * One role's way through the handshake.
 */
public interface HandshakeStates {

	/**
	 * Sends what this side says first.
	 * @throws Refused if there is no way to go on
	 */
	void begin(long now) throws Refused;

	/**
	 * Takes the peer's next message.
	 * @throws Refused if it ends the handshake
	 */
	void receive(ReceivedMessage message, long now) throws Refused;

	/** What was agreed on, once it was. */
	@Nullable Agreement agreement();

	/** Wipes the secrets, whether or not the handshake succeeded. */
	void destroy();

}
