package io.dtls.internal.handshake.dtls13;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.exchange.MessageExchange;
import io.dtls.internal.handshake.dtls13.exchange.ReceivedMessage;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.NewSessionTicket;
import io.dtls.internal.handshake.dtls13.message.PostHandshakeMessages;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls13.AckFormat;
import io.dtls.internal.record.dtls13.Dtls13OpenedRecord;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;
import io.dtls.settings.ConnectionIdSource;

/**
 * The handshake layer for the life of a session (RFC 9147, sections 5.8.4, 8 and 9): the
 * last flight until it has arrived, tickets, KeyUpdate, connection ids, and
 * acknowledgements of the peer's. Used by the thread that opens, holding the session's
 * write lock. Times are in nanoseconds on any clock.
 */
public final class PostHandshake {

	// RFC 9147, section 9: a peer that asks for more gets as many as it can use.
	private static final int MAX_IDS_AT_ONCE = 4;

	private static final int NONE = -1;

	private final Dtls13RecordLayer records;

	private final MessageExchange exchange;

	private final Options options;

	private final Suite suite;

	private final boolean connectionIds;

	private final byte[] resumptionSecret;

	private final Deque<byte[]> spareIds = new ArrayDeque<>();

	private final List<PostHandshakeEvent> events = new ArrayList<>();

	private int keyUpdateSeq = NONE;

	private int idsSeq = NONE;

	private boolean ended;

	PostHandshake(Dtls13RecordLayer records, MessageExchange exchange, Agreement agreement, Options options) {
		this.records = records;
		this.exchange = exchange;
		this.options = options;
		this.suite = agreement.negotiated().suite();
		this.connectionIds = agreement.negotiated().connectionIds();
		this.resumptionSecret = agreement.resumptionSecret();
	}

	/**
	 * Takes a record of content type handshake or ack.
	 * @param record opened under the session's keys
	 * @return why it is dropped, or null
	 */
	public @Nullable DropReason take(Dtls13OpenedRecord record, long now) {
		if (this.ended) {
			return DropReason.UNEXPECTED;
		}
		if (record.contentType() == AckFormat.CONTENT_TYPE) {
			DropReason refusal = this.exchange.takeAck(record.buffer(), record.offset(), record.length(), now);
			this.exchange.drainArrived().forEach(this::arrived);
			return refusal;
		}
		if (record.contentType() != RecordFormat.HANDSHAKE) {
			return DropReason.UNEXPECTED;
		}
		DropReason refusal = this.exchange.takeHandshake(record.buffer(), record.offset(), record.length(),
				record.number(), now);
		try {
			for (ReceivedMessage message = this.exchange.poll(); message != null; message = this.exchange.poll()) {
				receive(message, now);
				this.exchange.acknowledgeNow();
			}
		}
		catch (Refused ex) {
			end(new Failure(ex.reason(), ex.detail(), ex.alert()));
		}
		this.exchange.afterDatagram();
		return refusal;
	}

	private void receive(ReceivedMessage message, long now) throws Refused {
		switch (message.type()) {
			case MessageType.NEW_SESSION_TICKET -> receiveTicket(message.body());
			case MessageType.KEY_UPDATE -> receiveKeyUpdate(message.body(), now);
			case MessageType.REQUEST_CONNECTION_ID -> answerIdRequest(message.body(), now);
			case MessageType.NEW_CONNECTION_ID -> receiveIds(message.body());
			default -> throw unexpected(message.type());
		}
	}

	private static Refused unexpected(int type) {
		return Refused.of(Alert.UNEXPECTED_MESSAGE, "A message of type " + type + " has no place in a session");
	}

	private void receiveTicket(byte[] body) throws Refused {
		if (this.options.server()) {
			throw unexpected(MessageType.NEW_SESSION_TICKET);
		}
		NewSessionTicket message = NewSessionTicket.parse(body);
		this.events.add(new PostHandshakeEvent.TicketReceived(message, ticketKey(message.nonce())));
	}

	private byte[] ticketKey(byte[] nonce) {
		return this.suite.hkdf().expandLabel(this.resumptionSecret, "resumption", nonce, this.suite.hkdf().hashSize());
	}

	private void receiveKeyUpdate(byte[] body, long now) throws Refused {
		boolean requested = PostHandshakeMessages.keyUpdateIsRequested(body);
		if (!this.records.updateRead()) {
			throw Refused.of(Alert.UNEXPECTED_MESSAGE, "KeyUpdate came before the peer used its last keys");
		}
		this.events.add(new PostHandshakeEvent.KeysUpdated(true));
		if (requested) {
			updateKeys(false, now);
		}
	}

	/**
	 * Starts to replace this side's keys; the new ones are used once the peer knows (RFC
	 * 9147, section 8). Does nothing while an earlier start waits for that.
	 * @param askPeer whether the peer shall replace its keys too
	 */
	public void updateKeys(boolean askPeer, long now) {
		if (this.keyUpdateSeq == NONE && !this.ended) {
			this.keyUpdateSeq = this.exchange.send(MessageType.KEY_UPDATE, PostHandshakeMessages.keyUpdate(askPeer),
					this.records.writeEpoch());
			this.exchange.flush(now);
		}
	}

	private void arrived(int messageSeq) {
		if (messageSeq == this.idsSeq) {
			this.idsSeq = NONE;
		}
		if (messageSeq == this.keyUpdateSeq) {
			this.keyUpdateSeq = NONE;
			if (this.records.updateWrite()) {
				this.events.add(new PostHandshakeEvent.KeysUpdated(false));
			}
			else {
				end(new Failure(HandshakeFailureReason.PROTOCOL_ERROR, "There are no further epochs", null));
			}
		}
		this.events.add(new PostHandshakeEvent.Arrived(messageSeq));
	}

	// Answered once at a time: a flood of requests makes no flood of ids.
	private void answerIdRequest(byte[] body, long now) throws Refused {
		int wanted = PostHandshakeMessages.requestedIds(body);
		ConnectionIdSource source = this.options.connectionIds();
		if (!this.connectionIds || this.records.readIds().isEmpty()) {
			throw unexpected(MessageType.REQUEST_CONNECTION_ID);
		}
		int room = Dtls13RecordLayer.MAX_READ_IDS - this.records.readIds().size();
		int count = Math.min(Math.min(wanted, MAX_IDS_AT_ONCE), room);
		if (source == null || count == 0 || this.idsSeq != NONE) {
			return;
		}
		List<byte[]> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			byte[] id = source.next();
			this.records.addReadId(id);
			ids.add(id);
		}
		this.idsSeq = this.exchange.send(MessageType.NEW_CONNECTION_ID, PostHandshakeMessages.spareIds(ids),
				this.records.writeEpoch());
		this.exchange.flush(now);
		this.events.add(new PostHandshakeEvent.IdsIssued(ids));
	}

	private void receiveIds(byte[] body) throws Refused {
		PostHandshakeMessages.NewIds message = PostHandshakeMessages.newIds(body);
		if (!this.connectionIds || this.records.writeId().length == 0) {
			throw unexpected(MessageType.NEW_CONNECTION_ID);
		}
		for (byte[] id : message.ids()) {
			if (this.spareIds.size() < Dtls13RecordLayer.MAX_READ_IDS && id.length > 0) {
				this.spareIds.add(id);
			}
		}
		if (message.immediate() && !message.ids().isEmpty()) {
			this.spareIds.clear();
			message.ids().stream().skip(1).forEach(this.spareIds::add);
			this.records.writeWithId(message.ids().get(0));
		}
	}

	/**
	 * Uses another of the connection ids that the peer gave, such as after a change of
	 * this side's address, so that nobody connects the two.
	 * @return false if there is none
	 */
	public boolean useSpareId() {
		byte[] id = this.spareIds.poll();
		if (id != null) {
			this.records.writeWithId(id);
		}
		return id != null;
	}

	/**
	 * Gives a client a ticket.
	 * @param message names the entry that has {@link #ticketKeyOf the key}
	 */
	public void sendTicket(NewSessionTicket message, long now) {
		this.exchange.send(MessageType.NEW_SESSION_TICKET, message.encode(), this.records.writeEpoch());
		this.exchange.flush(now);
	}

	/** The key of a ticket with that nonce; the caller wipes it. */
	public byte[] ticketKeyOf(byte[] nonce) {
		return ticketKey(nonce);
	}

	private void end(Failure failure) {
		this.ended = true;
		Integer alert = failure.alert();
		if (alert != null) {
			this.exchange.sendAlert(Alert.encode(alert));
		}
		this.events.add(new PostHandshakeEvent.Ended(failure));
	}

	/** Whether the peer may not have all messages of this side. */
	public boolean waitsForAck() {
		return this.exchange.waitsForAck();
	}

	/** Does what is due. */
	public void advance(long now) {
		if (!this.ended) {
			this.exchange.advance(now);
		}
	}

	/** When {@link #advance} has something to do, if ever. */
	public OptionalLong deadline() {
		return this.ended ? OptionalLong.empty() : this.exchange.deadline();
	}

	/** The datagrams to send, once. */
	public List<byte[]> drain() {
		return this.exchange.drain();
	}

	/** What has happened, once. */
	public List<PostHandshakeEvent> drainEvents() {
		List<PostHandshakeEvent> drained = List.copyOf(this.events);
		this.events.clear();
		return drained;
	}

	/** message_seq of the next message of this side. */
	public int nextSend() {
		return this.exchange.nextSend();
	}

	/** message_seq of the next message of the peer. */
	public int nextReceive() {
		return this.exchange.nextReceive();
	}

	/** Wipes the secret of tickets. */
	public void destroy() {
		this.ended = true;
		Arrays.fill(this.resumptionSecret, (byte) 0);
	}

	/**
	 * What a role decides.
	 *
	 * @param server which role it is
	 * @param connectionIds makes ids for a peer that asks, or null
	 */
	public record Options(boolean server, @Nullable ConnectionIdSource connectionIds) {

	}

}
