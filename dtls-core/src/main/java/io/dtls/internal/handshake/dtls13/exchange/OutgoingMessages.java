package io.dtls.internal.handshake.dtls13.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls13.RecordNumber;

/**
 * The messages that the peer may not have yet (RFC 9147, sections 5.5, 5.8 and 7.2). They
 * are cut to the MTU, go out in as few datagrams as they need, at most
 * {@value #MAX_BURST} records at once, and are sent again when the timer ends or the
 * peer's ACK shows a gap; never what has arrived.
 */
final class OutgoingMessages {

	/** RFC 9147, section 5.8.3: records in flight without any sign of the peer. */
	static final int MAX_BURST = 10;

	private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(60);

	// What every path takes (RFC 9147, section 4.4 names 548 bytes for IPv4), less an IP
	// tunnel.
	private static final int SMALL_MTU = 512;

	private static final int TIMEOUTS_BEFORE_SMALL_MTU = 2;

	// A shorter fragment is not worth its header.
	private static final int MIN_FRAGMENT = 24;

	private static final int MAX_RECORDS_KNOWN = 1024;

	private final RecordWriter writer;

	private final int configuredMtu;

	private final long initialWait;

	private final List<OutgoingMessage> pending = new ArrayList<>();

	private final Map<RecordNumber, Sent> sent = new LinkedHashMap<>();

	private final List<byte[]> datagrams = new ArrayList<>();

	private int nextSeq;

	private int timeouts;

	private int burst;

	private long sentAt;

	OutgoingMessages(RecordWriter writer, int mtu, long initialWait, int nextSeq) {
		this.writer = writer;
		this.configuredMtu = mtu;
		this.initialWait = initialWait;
		this.nextSeq = nextSeq;
	}

	/** Queues a message; returns its message_seq. */
	int add(int type, byte[] body, long epoch) {
		this.pending.add(new OutgoingMessage(type, this.nextSeq, epoch, body));
		return this.nextSeq++;
	}

	int nextSeq() {
		return this.nextSeq;
	}

	/** Sends what is to be sent, as much as may be in flight. */
	void send(long now) {
		byte[] datagram = new byte[mtu()];
		int size = 0;
		boolean any = false;
		for (OutgoingMessage message : this.pending) {
			while (message.isToBeSent() && this.burst < MAX_BURST && this.writer.canWriteIn(message.epoch())) {
				if (size > 0 && !fits(message, mtu() - size)) {
					this.datagrams.add(Arrays.copyOf(datagram, size));
					size = 0;
				}
				int written = writeFragment(message, datagram, size);
				if (written == 0) {
					break;
				}
				size += written;
				this.burst++;
				any = true;
			}
		}
		if (size > 0) {
			this.datagrams.add(Arrays.copyOf(datagram, size));
		}
		if (any) {
			this.sentAt = now;
		}
	}

	private boolean fits(OutgoingMessage message, int room) {
		int start = message.nextStart();
		int least = Math.min(MIN_FRAGMENT, message.runEnd(start) - start);
		return room >= this.writer.overhead(message.epoch()) + HandshakeFormat.HEADER_SIZE + least;
	}

	private int writeFragment(OutgoingMessage message, byte[] datagram, int off) {
		long epoch = message.epoch();
		int room = Math.min(datagram.length - off - this.writer.overhead(epoch), this.writer.maxContent(epoch))
				- HandshakeFormat.HEADER_SIZE;
		int start = message.nextStart();
		int end = Math.min(message.runEnd(start), start + Math.max(1, room));
		byte[] fragment = message.fragment(start, end);
		int written = this.writer.write(epoch, RecordFormat.HANDSHAKE, fragment, fragment.length, datagram, off);
		if (written > 0) {
			remember(this.writer.last(), new Sent(message, start, end));
		}
		return written;
	}

	private void remember(RecordNumber number, Sent fragment) {
		if (this.sent.size() >= MAX_RECORDS_KNOWN) {
			this.sent.remove(this.sent.keySet().iterator().next());
		}
		this.sent.put(number, fragment);
	}

	private int mtu() {
		return (this.timeouts >= TIMEOUTS_BEFORE_SMALL_MTU) ? Math.min(this.configuredMtu, SMALL_MTU)
				: this.configuredMtu;
	}

	/**
	 * Takes the peer's ACK.
	 * @return message_seq of the messages that the peer has now and had not before
	 */
	List<Integer> acknowledged(List<RecordNumber> numbers, long now) {
		RecordNumber highest = null;
		for (RecordNumber number : numbers) {
			Sent fragment = this.sent.remove(number);
			if (fragment != null) {
				fragment.message.arrived(fragment.start, fragment.end);
				highest = (highest == null || number.compareTo(highest) > 0) ? number : highest;
			}
		}
		if (highest == null) {
			return List.of();
		}
		sendAgainBefore(highest);
		this.burst = 0;
		List<Integer> complete = removeArrived();
		send(now);
		return complete;
	}

	// Records that were sent before one that arrived are lost.
	private void sendAgainBefore(RecordNumber highest) {
		this.sent.entrySet().removeIf((entry) -> {
			boolean lost = entry.getKey().compareTo(highest) < 0;
			Sent fragment = entry.getValue();
			if (lost) {
				fragment.message.sendAgain(fragment.start, fragment.end);
			}
			return lost;
		});
	}

	private List<Integer> removeArrived() {
		List<Integer> complete = new ArrayList<>();
		this.pending.removeIf((message) -> {
			if (message.hasArrived()) {
				complete.add(message.messageSeq());
			}
			return message.hasArrived();
		});
		forgetArrived();
		return complete;
	}

	private void forgetArrived() {
		this.sent.values().removeIf((fragment) -> !this.pending.contains(fragment.message));
		if (this.pending.isEmpty()) {
			this.timeouts = 0;
			this.burst = 0;
		}
	}

	/** The peer's next flight shows that it has all messages. */
	void allArrived() {
		this.pending.clear();
		forgetArrived();
	}

	boolean isEmpty() {
		return this.pending.isEmpty();
	}

	/** Whether a deadline is set. */
	boolean waits() {
		return !this.pending.isEmpty();
	}

	/** When {@link #advance} has something to do, if this side waits. */
	long deadline() {
		boolean more = this.burst >= MAX_BURST && this.pending.stream().anyMatch(OutgoingMessage::isToBeSent);
		long wait = wait(this.timeouts);
		return this.sentAt + (more ? wait / 3 : wait);
	}

	private long wait(int doublings) {
		return Math.min(MAX_WAIT, this.initialWait << Math.min(doublings, 16));
	}

	/**
	 * Sends again what the peer has not told of in time, or goes on with a long flight.
	 */
	void advance(long now) {
		if (!waits() || now - deadline() < 0) {
			return;
		}
		this.burst = 0;
		// The peer takes messages in order: two epochs later it has what was sent before.
		this.pending.removeIf((message) -> !this.writer.canWriteIn(message.epoch()));
		if (now - (this.sentAt + wait(this.timeouts)) >= 0
				|| this.pending.stream().noneMatch(OutgoingMessage::isToBeSent)) {
			this.timeouts++;
			this.pending.forEach(OutgoingMessage::sendAllAgain);
		}
		send(now);
		this.sentAt = now;
	}

	/** How long the peer is waited for the first time, in nanoseconds. */
	long initialWait() {
		return this.initialWait;
	}

	/** Puts a datagram of another kind behind the others. */
	void addDatagram(byte[] datagram) {
		this.datagrams.add(datagram);
	}

	/** The datagrams to send, once. */
	List<byte[]> drain() {
		List<byte[]> drained = List.copyOf(this.datagrams);
		this.datagrams.clear();
		return drained;
	}

	/** What a record carries. */
	private record Sent(OutgoingMessage message, int start, int end) {

	}

}
