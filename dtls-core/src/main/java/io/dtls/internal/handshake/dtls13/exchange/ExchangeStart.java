package io.dtls.internal.handshake.dtls13.exchange;

/**
 * Where the numbers of an exchange go on: a server has answered the first ClientHello
 * without remembering it.
 *
 * @param sendSeq message_seq of this side's next message
 * @param receiveSeq message_seq of the peer's next message
 * @param plaintextRecord number of this side's next record in epoch 0
 */
public record ExchangeStart(int sendSeq, int receiveSeq, long plaintextRecord) {

	/** A client that has said nothing yet. */
	public static final ExchangeStart CLIENT = new ExchangeStart(0, 0, 0);

}
