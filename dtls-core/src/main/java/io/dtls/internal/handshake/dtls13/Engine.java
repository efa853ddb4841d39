package io.dtls.internal.handshake.dtls13;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.exchange.MessageExchange;
import io.dtls.internal.handshake.dtls13.exchange.ReceivedMessage;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls13.AckFormat;
import io.dtls.internal.record.dtls13.Dtls13OpenedRecord;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;
import io.dtls.internal.record.dtls13.RecordNumber;
import io.dtls.internal.record.dtls13.UnifiedHeader;

/**
 * One handshake of DTLS 1.3, of either role. It is told records and the time; after each
 * call {@link #drain()} has the datagrams to send and {@link #deadline()} the time to
 * call {@link #advance}. It ends once, with {@link #established()} or {@link #failure()}.
 * Times are in nanoseconds on any clock. One thread at a time may use it; its calls may
 * block in key managers, trust managers and stores.
 */
public final class Engine {

	private static final Logger logger = LoggerFactory.getLogger(Engine.class);

	// Records that overtook the keys they need: a flight is sent ten at a time.
	private static final int MAX_HELD = 12;

	private final Dtls13RecordLayer records;

	private final MessageExchange exchange;

	private final HandshakeStates states;

	private final PostHandshake.Options options;

	private final long endsAt;

	private final Deque<byte[]> held = new ArrayDeque<>();

	private final Dtls13OpenedRecord opened = new Dtls13OpenedRecord();

	private boolean authentic;

	private @Nullable Established established;

	private @Nullable Failure failure;

	private Engine(HandshakeLink link, HandshakeStates states, PostHandshake.Options options, long endsAt) {
		this.records = link.records();
		this.exchange = link.exchange();
		this.states = states;
		this.options = options;
		this.endsAt = endsAt;
	}

	/**
	 * Begins a handshake.
	 * @param link records and messages
	 * @param states of the role
	 * @param options for what follows the handshake
	 * @param timeout after which it is given up
	 * @param now the time
	 */
	public static Engine start(HandshakeLink link, HandshakeStates states, PostHandshake.Options options,
			Duration timeout, long now) {
		Engine engine = new Engine(link, states, options, now + timeout.toNanos());
		engine.guarded(now, () -> states.begin(now));
		return engine;
	}

	/**
	 * Takes all records of a datagram.
	 * @param size bytes of it
	 */
	public void takeDatagram(byte[] datagram, int size, long now) {
		int off = 0;
		boolean follows = false;
		while (off < size) {
			boolean isProtected = UnifiedHeader.is(datagram[off]);
			int recordSize = recordSize(datagram, off, size);
			if (recordSize < 0) {
				return;
			}
			if (take(datagram, off, recordSize, follows, now) == DropReason.UNKNOWN_CONNECTION_ID) {
				return;
			}
			follows |= isProtected && UnifiedHeader.hasConnectionId(datagram[off]);
			off += recordSize;
		}
	}

	/**
	 * Measures a record of either form, to walk through a datagram; -1 if it cannot be.
	 */
	public int recordSize(byte[] datagram, int off, int limit) {
		if (!UnifiedHeader.is(datagram[off])) {
			return RecordFormat.recordSize(datagram, off, limit, 0);
		}
		List<byte[]> ids = this.records.readIds();
		return UnifiedHeader.recordSize(datagram, off, limit, ids.isEmpty() ? 0 : ids.get(0).length);
	}

	/**
	 * Takes one record.
	 * @param follows whether an earlier record of the datagram had a connection id
	 * @return why it is dropped, or null
	 */
	public @Nullable DropReason take(byte[] datagram, int off, int recordSize, boolean follows, long now) {
		if (this.failure != null) {
			return DropReason.UNEXPECTED;
		}
		DropReason refusal = UnifiedHeader.is(datagram[off]) ? takeProtected(datagram, off, recordSize, follows, now)
				: takePlaintext(datagram, off, recordSize, now);
		return refusal;
	}

	private @Nullable DropReason takePlaintext(byte[] datagram, int off, int recordSize, long now) {
		if (this.established != null || RecordFormat.epoch(datagram, off) != 0
				|| (RecordFormat.version(datagram, off) >>> 8) != 0xfe) {
			return DropReason.WRONG_EPOCH;
		}
		int content = off + RecordFormat.HEADER_SIZE;
		int size = recordSize - RecordFormat.HEADER_SIZE;
		switch (RecordFormat.contentType(datagram, off)) {
			case RecordFormat.HANDSHAKE -> {
				RecordNumber number = new RecordNumber(0, RecordFormat.sequence(datagram, off));
				DropReason refusal = this.exchange.takeHandshake(datagram, content, size, number, now);
				proceed(now);
				return refusal;
			}
			case RecordFormat.ALERT -> {
				// Anybody could have sent it; once the peer's keys were seen it has to
				// use them.
				return this.authentic ? DropReason.WRONG_EPOCH : takeAlert(datagram, content, size);
			}
			default -> {
				return DropReason.UNEXPECTED;
			}
		}
	}

	private @Nullable DropReason takeProtected(byte[] datagram, int off, int recordSize, boolean follows, long now) {
		if (this.established != null) {
			return hold(datagram, off, recordSize);
		}
		if (!this.records.open(datagram, off, recordSize, follows, now, this.opened)) {
			DropReason reason = this.opened.dropReason();
			if (this.records.readLimitReached()) {
				fail(new Failure(HandshakeFailureReason.PROTOCOL_ERROR, "Too many records were not authentic", null));
			}
			return (reason == DropReason.WRONG_EPOCH) ? hold(datagram, off, recordSize) : reason;
		}
		if (!this.authentic) {
			this.authentic = true;
		}
		return takeOpened(now);
	}

	private @Nullable DropReason hold(byte[] datagram, int off, int recordSize) {
		if (this.held.size() >= MAX_HELD) {
			return DropReason.HANDSHAKE_QUEUE_FULL;
		}
		this.held.add(Arrays.copyOfRange(datagram, off, off + recordSize));
		return null;
	}

	private @Nullable DropReason takeOpened(long now) {
		byte[] content = this.opened.buffer();
		int off = this.opened.offset();
		int size = this.opened.length();
		return switch (this.opened.contentType()) {
			case RecordFormat.HANDSHAKE -> {
				DropReason refusal = this.exchange.takeHandshake(content, off, size, this.opened.number(), now);
				proceed(now);
				yield refusal;
			}
			case AckFormat.CONTENT_TYPE -> this.exchange.takeAck(content, off, size, now);
			case RecordFormat.ALERT -> takeAlert(content, off, size);
			// Nothing else has a place in epoch 2.
			default -> DropReason.UNEXPECTED;
		};
	}

	private @Nullable DropReason takeAlert(byte[] bytes, int off, int size) {
		if (size != 2) {
			return DropReason.MALFORMED;
		}
		int description = bytes[off + 1] & 0xff;
		boolean closes = Alert.closes(description);
		HandshakeFailureReason reason = closes ? HandshakeFailureReason.CLOSED_BY_PEER
				: HandshakeFailureReason.PEER_ALERT;
		fail(new Failure(reason, "The peer ended the handshake by alert " + description, description));
		return null;
	}

	private void proceed(long now) {
		long epochBefore = this.records.readEpoch();
		guarded(now, () -> {
			ReceivedMessage message = this.exchange.poll();
			while (message != null && this.states.agreement() == null) {
				this.states.receive(message, now);
				message = (this.states.agreement() == null) ? this.exchange.poll() : null;
			}
			if (this.exchange.sawOversized() && this.states.agreement() == null) {
				throw new Refused(Alert.DECODE_ERROR, HandshakeFailureReason.MESSAGE_TOO_LARGE,
						"A message of the peer is longer than allowed");
			}
		});
		if (this.failure == null && this.established == null && this.records.readEpoch() != epochBefore) {
			takeHeld(now);
		}
	}

	// Keys have come for what was too early.
	private void takeHeld(long now) {
		List<byte[]> waiting = new ArrayList<>(this.held);
		this.held.clear();
		for (byte[] record : waiting) {
			take(record, 0, record.length, true, now);
		}
	}

	private void guarded(long now, Step step) {
		try {
			step.run();
			Agreement agreement = this.states.agreement();
			if (agreement != null && this.established == null) {
				finish(agreement);
			}
			this.exchange.flush(now);
			this.exchange.afterDatagram();
		}
		catch (Refused ex) {
			this.exchange.sendAlert(Alert.encode(ex.alert()));
			fail(new Failure(ex.reason(), ex.detail(), ex.alert()));
		}
		catch (RuntimeException ex) {
			// Credentials and stores are code of the application, the rest is ours.
			logger.debug("A handshake of DTLS 1.3 failed on this side", ex);
			this.exchange.sendAlert(Alert.encode(Alert.INTERNAL_ERROR));
			fail(new Failure(HandshakeFailureReason.INTERNAL_ERROR,
					"This side failed: " + ex.getClass().getSimpleName(), Alert.INTERNAL_ERROR));
		}
	}

	private void finish(Agreement agreement) {
		PostHandshake post = new PostHandshake(this.records, this.exchange, agreement, this.options);
		this.states.destroy();
		this.established = new Established(this.records, agreement.negotiated(), agreement.peer(), agreement.exporter(),
				post, List.of());
	}

	private void fail(Failure why) {
		if (this.failure == null && this.established == null) {
			this.failure = why;
			this.states.destroy();
			this.records.destroy();
			this.held.clear();
		}
	}

	/**
	 * Ends the handshake from this side.
	 * @param why goes to {@link #failure()}; its alert, if any, to the peer
	 */
	public void abandon(Failure why) {
		if (this.failure == null && this.established == null) {
			Integer alert = why.alert();
			if (alert != null) {
				this.exchange.sendAlert(Alert.encode(alert));
			}
			fail(why);
		}
	}

	/** Does what is due. */
	public void advance(long now) {
		if (this.failure != null || this.established != null) {
			return;
		}
		if (now - this.endsAt >= 0) {
			abandon(new Failure(HandshakeFailureReason.TIMEOUT, "The peer did not answer in time", null));
			return;
		}
		this.exchange.advance(now);
	}

	/** When {@link #advance} has something to do; empty once the handshake has ended. */
	public OptionalLong deadline() {
		if (this.failure != null || this.established != null) {
			return OptionalLong.empty();
		}
		OptionalLong next = this.exchange.deadline();
		return (next.isPresent() && next.getAsLong() - this.endsAt < 0) ? next : OptionalLong.of(this.endsAt);
	}

	/** The datagrams to send, once. */
	public List<byte[]> drain() {
		return this.exchange.drain();
	}

	/**
	 * What the handshake came to, with the records that have come too early until now.
	 * @return null before the end
	 */
	public @Nullable Established established() {
		Established done = this.established;
		if (done == null || this.held.isEmpty()) {
			return done;
		}
		return new Established(done.records(), done.negotiated(), done.peer(), done.exporter(), done.postHandshake(),
				List.copyOf(this.held));
	}

	/** Why the handshake failed, or null. */
	public @Nullable Failure failure() {
		return this.failure;
	}

	/** Bytes that this handshake holds of what the peer has sent. */
	public int memoryHeld() {
		return this.exchange.memoryHeld() + this.held.stream().mapToInt((record) -> record.length).sum();
	}

	/** What may end in a refusal. */
	private interface Step {

		void run() throws Refused;

	}

}
