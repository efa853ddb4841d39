package io.dtls.internal.handshake.dtls13.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls13.AckFormat;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;
import io.dtls.internal.record.dtls13.RecordNumber;

/**
 * Both directions of the handshake layer. It is told what arrived and what time it is,
 * and tells which datagrams to send and when to be woken. Times are in nanoseconds on any
 * clock. One thread at a time may use it.
 */
public final class MessageExchange {

	private final RecordWriter writer;

	private final OutgoingMessages outgoing;

	private final IncomingMessages incoming;

	private final Acknowledgements acknowledgements;

	private final List<Integer> arrived = new ArrayList<>();

	private final int mtu;

	private boolean afterHandshake;

	/**
	 * Begins to exchange messages.
	 * @param records keys and connection ids
	 * @param limits of sizes and times
	 * @param start where numbers go on
	 */
	public MessageExchange(Dtls13RecordLayer records, ExchangeLimits limits, ExchangeStart start) {
		this.mtu = limits.mtu();
		this.writer = new RecordWriter(records, start.plaintextRecord());
		this.outgoing = new OutgoingMessages(this.writer, limits.mtu(), limits.initialWaitNanos(), start.sendSeq());
		this.incoming = new IncomingMessages(limits.maxMessageSize(), start.receiveSeq());
		this.acknowledgements = new Acknowledgements(limits.initialWaitNanos());
	}

	/**
	 * Queues a message for the peer.
	 * @param epoch to send it in: 0 for hellos, 2 during the handshake, then the current
	 * @return its message_seq
	 */
	public int send(int type, byte[] body, long epoch) {
		return this.outgoing.add(type, body, epoch);
	}

	/** Sends what is queued. */
	public void flush(long now) {
		this.outgoing.send(now);
	}

	/** The peer's next flight begins, which shows that it has this side's last one. */
	public void ownFlightArrived() {
		this.outgoing.allArrived();
	}

	/** This side's next flight begins, which shows that it has the peer's last one. */
	public void peerFlightComplete() {
		this.acknowledgements.clear();
	}

	/** The peer's flight is complete, and no flight of this side follows. */
	public void acknowledgeNow() {
		this.acknowledgements.hurry();
	}

	/** Takes new messages of one epoch only. */
	public void expectEpoch(long epoch) {
		this.incoming.expectEpoch(epoch);
	}

	/** Takes messages that follow the handshake. */
	public void afterHandshake() {
		this.incoming.afterHandshake();
		this.afterHandshake = true;
	}

	/**
	 * Takes the content of a handshake record.
	 * @param number of the record; epoch 0 is plaintext
	 * @return why it is dropped, or null
	 */
	public @Nullable DropReason takeHandshake(byte[] bytes, int off, int size, RecordNumber number, long now) {
		DropReason refusal = this.incoming.take(bytes, off, off + size, number.epoch());
		if (refusal == null && number.epoch() > 0) {
			this.acknowledgements.note(number, now);
			if (this.incoming.sawRepeated()) {
				this.acknowledgements.hurry();
			}
			if (this.incoming.sawGap()) {
				this.acknowledgements.noteGap(now);
			}
		}
		return refusal;
	}

	/**
	 * Takes the content of an authentic ACK.
	 * @return why it is dropped, or null
	 */
	public @Nullable DropReason takeAck(byte[] bytes, int off, int size, long now) {
		List<RecordNumber> numbers = AckFormat.read(bytes, off, size).orElse(null);
		if (numbers == null) {
			return DropReason.MALFORMED;
		}
		this.arrived.addAll(this.outgoing.acknowledged(numbers, now));
		return null;
	}

	/** message_seq of messages that ACKs told of since the last call. */
	public List<Integer> drainArrived() {
		List<Integer> drained = List.copyOf(this.arrived);
		this.arrived.clear();
		return drained;
	}

	/** The peer's next message, if it is there. */
	public @Nullable ReceivedMessage poll() {
		return this.incoming.poll();
	}

	/**
	 * Whether the message that is due is longer than allowed, and never will be taken.
	 */
	public boolean sawOversized() {
		return this.incoming.sawOversized();
	}

	/** Whether the peer may not have all of this side's messages. */
	public boolean waitsForAck() {
		return this.outgoing.waits();
	}

	/**
	 * To be called when a datagram has been taken: tells the peer what has to be told.
	 */
	public void afterDatagram() {
		long epoch = this.writer.currentEpoch();
		if (!this.acknowledgements.isDue() || epoch == 0) {
			return;
		}
		int room = Math.min(this.mtu - this.writer.overhead(epoch), this.writer.maxContent(epoch));
		sendRecord(AckFormat.CONTENT_TYPE, this.acknowledgements.take(room));
		if (this.afterHandshake) {
			// What comes again is noted again.
			this.acknowledgements.clear();
		}
	}

	/** Sends an alert, in plaintext where there are no keys yet. */
	public void sendAlert(byte[] alert) {
		sendRecord(RecordFormat.ALERT, alert);
	}

	private void sendRecord(int contentType, byte[] content) {
		long epoch = this.writer.currentEpoch();
		byte[] datagram = new byte[content.length + this.writer.overhead(epoch)];
		int size = this.writer.write(epoch, contentType, content, content.length, datagram, 0);
		if (size > 0) {
			this.outgoing.addDatagram(Arrays.copyOf(datagram, size));
		}
	}

	/** Does what is due. */
	public void advance(long now) {
		this.outgoing.advance(now);
		this.acknowledgements.advance(now);
		afterDatagram();
	}

	/** When {@link #advance} has something to do, if ever. */
	public OptionalLong deadline() {
		boolean acks = this.acknowledgements.waits() && this.writer.currentEpoch() > 0;
		if (!this.outgoing.waits()) {
			return acks ? OptionalLong.of(this.acknowledgements.deadline()) : OptionalLong.empty();
		}
		long resend = this.outgoing.deadline();
		long ack = this.acknowledgements.deadline();
		return OptionalLong.of((acks && ack - resend < 0) ? ack : resend);
	}

	/** The datagrams to send, once. */
	public List<byte[]> drain() {
		return this.outgoing.drain();
	}

	/** message_seq of the next message of this side. */
	public int nextSend() {
		return this.outgoing.nextSeq();
	}

	/** message_seq of the next message of the peer. */
	public int nextReceive() {
		return this.incoming.next();
	}

	/** Bytes that wait for others. */
	public int memoryHeld() {
		return this.incoming.memoryHeld();
	}

}
