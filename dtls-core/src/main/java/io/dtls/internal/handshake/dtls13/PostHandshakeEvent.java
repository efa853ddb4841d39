package io.dtls.internal.handshake.dtls13;

import java.util.List;

import io.dtls.internal.handshake.dtls13.message.NewSessionTicket;

/**
 * What messages after the handshake mean for a session.
 */
public sealed interface PostHandshakeEvent {

	/**
	 * A client may resume its session.
	 *
	 * @param message of the server
	 * @param key that goes with the ticket; whoever takes this wipes it
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record TicketReceived(NewSessionTicket message, byte[] key) implements PostHandshakeEvent {

		@Override
		public String toString() {
			return "TicketReceived[" + this.message + "]";
		}

	}

	/**
	 * The peer may use further connection ids in its records.
	 *
	 * @param ids that have to lead to this session
	 */
	record IdsIssued(List<byte[]> ids) implements PostHandshakeEvent {

		public IdsIssued {
			ids = List.copyOf(ids);
		}

	}

	/**
	 * This side's last flight, or its ticket, has arrived.
	 *
	 * @param messageSeq of the message
	 */
	record Arrived(int messageSeq) implements PostHandshakeEvent {

	}

	/**
	 * One direction has new keys.
	 *
	 * @param ofPeer whether it is the peer's
	 */
	record KeysUpdated(boolean ofPeer) implements PostHandshakeEvent {

	}

	/**
	 * The session has to end; the alert is among the datagrams.
	 *
	 * @param failure why
	 */
	record Ended(Failure failure) implements PostHandshakeEvent {

	}

}
