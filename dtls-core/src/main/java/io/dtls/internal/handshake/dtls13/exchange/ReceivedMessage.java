package io.dtls.internal.handshake.dtls13.exchange;

/**
 * A whole message of the peer.
 *
 * @param type of the message
 * @param messageSeq its number
 * @param body without any header; not a copy
 */
@SuppressWarnings("ArrayRecordComponent")
public record ReceivedMessage(int type, int messageSeq, byte[] body) {

	@Override
	public String toString() {
		return "ReceivedMessage[type=" + this.type + ", " + this.body.length + " bytes]";
	}

}
