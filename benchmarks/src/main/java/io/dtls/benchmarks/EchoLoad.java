package io.dtls.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;

/**
 * Keeps a window of messages on their way, over all sessions in turn, and checks every
 * byte that comes back. Each place in the window has one message out: its echo sends the
 * next one, by the next session.
 */
final class EchoLoad {

	/** Place, time and a counter. */
	static final int MIN_SIZE = 16;

	private static final long LOST_AFTER_NANOS = 1_000_000_000L;

	private static final long PATIENCE_NANOS = 60_000_000_000L;

	private static final int MAX_MESSAGE = 1 << 14;

	private static final int DRAIN = 64;

	private final List<LoadSession> sessions;

	private final Selector selector;

	private final long[] sentAt;

	private final byte[] message;

	private final ByteBuffer messageView;

	private final byte[] reply = new byte[MAX_MESSAGE];

	private final ByteBuffer replyView = ByteBuffer.wrap(this.reply);

	private final LatencyHistogram latency = new LatencyHistogram();

	private int nextSession;

	private int counter;

	private long echoes;

	private long lost;

	private long wrong;

	private long late;

	private long now;

	EchoLoad(List<LoadSession> sessions, int window, int size) throws IOException {
		this.sessions = sessions;
		this.selector = Selector.open();
		this.sentAt = new long[window];
		this.message = new byte[size];
		this.messageView = ByteBuffer.wrap(this.message);
		for (LoadSession session : sessions) {
			session.channel().register(this.selector, SelectionKey.OP_READ, session);
		}
	}

	/**
	 * Goes on for some time, counting anew.
	 * @param nanos how long at least
	 * @param least how many echoes there have to be, if they come within a minute
	 */
	void run(long nanos, int least) throws IOException {
		this.now = System.nanoTime();
		long start = this.now;
		this.echoes = 0;
		this.lost = 0;
		this.wrong = 0;
		this.late = 0;
		this.latency.clear();
		long nextCheck = this.now;
		while (this.now - start < nanos || (this.echoes < least && this.now - start < PATIENCE_NANOS)) {
			if (this.now >= nextCheck) {
				sendWhatIsMissing();
				nextCheck = this.now + LOST_AFTER_NANOS / 4;
			}
			this.selector.select(this::ready, 10);
			this.now = System.nanoTime();
		}
	}

	private void sendWhatIsMissing() throws IOException {
		for (int place = 0; place < this.sentAt.length; place++) {
			if (this.now - this.sentAt[place] > LOST_AFTER_NANOS) {
				this.lost += (this.sentAt[place] != 0) ? 1 : 0;
				send(place);
			}
		}
	}

	private void send(int place) throws IOException {
		LoadSession session = this.sessions.get(this.nextSession);
		this.nextSession = (this.nextSession + 1) % this.sessions.size();
		long time = System.nanoTime();
		this.sentAt[place] = time;
		this.messageView.putInt(0, place).putLong(4, time).putInt(12, this.counter++);
		fill(this.message, this.message.length);
		session.send(this.message);
	}

	// Every byte behind the head follows from the head.
	private static void fill(byte[] bytes, int size) {
		byte value = first(bytes);
		for (int i = MIN_SIZE; i < size; i++) {
			bytes[i] = value++;
		}
	}

	private static byte first(byte[] bytes) {
		byte first = 0;
		for (int i = 0; i < MIN_SIZE; i++) {
			first = (byte) (31 * first + bytes[i]);
		}
		return first;
	}

	private void ready(SelectionKey key) {
		LoadSession session = (LoadSession) key.attachment();
		try {
			// A session with many messages out is worth a second look.
			int reads = (this.sessions.size() < this.sentAt.length) ? DRAIN : 1;
			while (reads-- > 0) {
				int size = session.receive(this.reply);
				if (size == -1) {
					return;
				}
				received(size);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void received(int size) throws IOException {
		if (size != this.message.length || !isIntact(size)) {
			this.wrong += (size >= 0) ? 1 : 0;
			return;
		}
		int place = this.replyView.getInt(0);
		long time = this.replyView.getLong(4);
		if (place < 0 || place >= this.sentAt.length || this.sentAt[place] != time) {
			this.late++;
			return;
		}
		this.echoes++;
		this.latency.record(System.nanoTime() - time);
		send(place);
	}

	private boolean isIntact(int size) {
		byte value = first(this.reply);
		for (int i = MIN_SIZE; i < size; i++) {
			if (this.reply[i] != value++) {
				return false;
			}
		}
		return true;
	}

	long echoes() {
		return this.echoes;
	}

	long lost() {
		return this.lost;
	}

	/** Echoes that differ from what was sent. */
	long wrong() {
		return this.wrong;
	}

	/** Echoes that came after their message had been given up. */
	long late() {
		return this.late;
	}

	LatencyHistogram latency() {
		return this.latency;
	}

}
