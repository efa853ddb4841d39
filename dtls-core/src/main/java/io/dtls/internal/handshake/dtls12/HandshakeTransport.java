package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.handshake.protocol.Version;

/**
 * What Bouncy Castle takes for the network. The endpoint thread offers datagrams, the
 * handshake thread waits for their records in {@link #receive}; {@link #lock} is where
 * they meet. Sending is the handshake thread's alone.
 */
public final class HandshakeTransport implements DatagramTransport {

	// One may be a stray; a peer with other keys sends its Finished again and again.
	private static final int KEYS_DIFFER_FROM = 2;

	// Shorter waits are exact.
	private static final long LONG_WAIT_NANOS = 250_000_000;

	private static final long MAX_LOOK_NANOS = 1_000_000_000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final InboundFlight inbound;

	private final OutboundFlight outbound;

	private final long timeoutNanos;

	private final long alertGraceNanos;

	private long deadline;

	private long alertDeadline;

	private long waitingUntil;

	private boolean watched;

	private long nextLook;

	private volatile @Nullable HandshakeFailureReason abortReason;

	private volatile long undecryptable;

	private Runnable onKeysSeemToDiffer = () -> {
	};

	private boolean timedOut;

	public HandshakeTransport(InboundFlight inbound, OutboundFlight outbound, Duration timeout, Duration alertGrace) {
		this.inbound = inbound;
		this.outbound = outbound;
		this.timeoutNanos = timeout.toNanos();
		this.alertGraceNanos = alertGrace.toNanos();
		begin();
	}

	/** Starts the clock of the handshake. */
	void begin() {
		this.deadline = System.nanoTime() + this.timeoutNanos;
		this.waitingUntil = this.deadline;
	}

	/** Takes what has arrived; {@link #wake} says so to the handshake thread. */
	@Nullable DropReason take(byte[] datagram, int off, int len) {
		this.lock.lock();
		try {
			boolean alertBefore = this.inbound.pendingAlert() >= 0;
			DropReason dropped = this.inbound.accept(datagram, off, len);
			if (!alertBefore && this.inbound.pendingAlert() >= 0) {
				this.alertDeadline = System.nanoTime() + this.alertGraceNanos;
			}
			return dropped;
		}
		finally {
			this.lock.unlock();
		}
	}

	void wake() {
		this.lock.lock();
		try {
			if (this.inbound.isWorthWaking()) {
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for the next record.
	 * @return its size, or -1 after the whole wait; 0 makes Bouncy Castle ask again with
	 * a buffer of the limit as it is by then
	 */
	@Override
	public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
		boolean sent = this.outbound.flush();
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
		this.lock.lock();
		try {
			if (sent) {
				this.inbound.flightSent(nextPlaintextRecord());
			}
			while (true) {
				requireGoingOn();
				if (this.inbound.receiveLimit() > len) {
					return 0;
				}
				byte[] record = this.inbound.next();
				if (record != null) {
					System.arraycopy(record, 0, buf, off, record.length);
					return record.length;
				}
				if (until - System.nanoTime() <= 0) {
					return -1;
				}
				if (this.inbound.refusal() == null) {
					awaitChange(until);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// receive() loops.
	@SuppressWarnings("WaitNotInLoop")
	private void awaitChange(long until) throws IOException {
		long now = System.nanoTime();
		long wait = Math.min(until - now, this.deadline - now);
		if (this.inbound.pendingAlert() >= 0) {
			wait = Math.min(wait, this.alertDeadline - now);
		}
		this.waitingUntil = now + wait;
		try {
			if (this.watched && wait >= LONG_WAIT_NANOS && this.waitingUntil - this.nextLook >= 0) {
				this.changed.await();
			}
			else {
				this.changed.awaitNanos(wait);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			abort(HandshakeFailureReason.SHUTDOWN);
		}
	}

	/**
	 * Wakes the handshake thread if it has waited long enough. Whoever calls this
	 * promises to call again in time, so that waits need no timer of their own: a virtual
	 * thread's costs two switches between threads.
	 * @param now the time, in nanoseconds
	 * @return when to call again
	 */
	long wakeIfDue(long now) {
		this.lock.lock();
		try {
			long left = this.waitingUntil - now;
			if (left <= 0) {
				this.changed.signalAll();
				left = LONG_WAIT_NANOS;
			}
			this.watched = true;
			this.nextLook = now + Math.min(left, MAX_LOOK_NANOS);
			return this.nextLook;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireGoingOn() throws IOException {
		if (this.abortReason != null) {
			throw new TlsFatalAlert(AlertDescription.user_canceled);
		}
		HandshakeRefused refusal = this.inbound.refusal();
		if (refusal != null) {
			throw refusal;
		}
		long now = System.nanoTime();
		int alert = this.inbound.pendingAlert();
		if (alert >= 0 && this.alertDeadline - now <= 0) {
			throw new TlsFatalAlertReceived((short) alert);
		}
		if (this.deadline - now <= 0) {
			this.timedOut = true;
			if (keysSeemToDiffer()) {
				throw new TlsFatalAlert(AlertDescription.decrypt_error);
			}
			this.outbound.mute();
			throw new TlsTimeoutException("The peer fell silent");
		}
	}

	@Override
	public int getReceiveLimit() {
		this.lock.lock();
		try {
			return this.inbound.receiveLimit();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int getSendLimit() {
		return this.outbound.mtu();
	}

	@Override
	public void send(byte[] buf, int off, int len) {
		this.outbound.add(buf, off, len);
	}

	/** Bouncy Castle has sent its last word. */
	@Override
	public void close() {
		this.outbound.flush();
	}

	void flush() {
		this.outbound.flush();
	}

	void versionChosen(Version version) {
		this.lock.lock();
		try {
			this.inbound.recordVersion(version.word());
		}
		finally {
			this.lock.unlock();
		}
	}

	void cipherReady(boolean expectCertificateVerify) {
		this.lock.lock();
		try {
			this.inbound.cipherReady(expectCertificateVerify);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A record of epoch 1 failed authentication. Only the handshake thread counts. */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void undecryptable() {
		this.undecryptable++;
		if (this.undecryptable == KEYS_DIFFER_FROM) {
			this.onKeysSeemToDiffer.run();
		}
	}

	long undecryptableRecords() {
		return this.undecryptable;
	}

	/** Sets what is told once, on the handshake thread, that keys seem to differ. */
	void onKeysSeemToDiffer(Runnable listener) {
		this.onKeysSeemToDiffer = listener;
	}

	boolean keysSeemToDiffer() {
		return this.undecryptable >= KEYS_DIFFER_FROM;
	}

	public boolean sawOversizedMessage() {
		this.lock.lock();
		try {
			return this.inbound.sawOversizedMessage();
		}
		finally {
			this.lock.unlock();
		}
	}

	void giveWay(HandshakeFailureReason why) {
		this.outbound.mute();
		abort(why);
	}

	void abort(HandshakeFailureReason why) {
		this.lock.lock();
		try {
			if (this.abortReason == null) {
				this.abortReason = why;
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Nullable HandshakeFailureReason abortReason() {
		return this.abortReason;
	}

	boolean isTimedOut() {
		return this.timedOut;
	}

	public boolean hasBegun() {
		this.lock.lock();
		try {
			return this.inbound.hasBegun();
		}
		finally {
			this.lock.unlock();
		}
	}

	List<byte[]> closeInbound() {
		this.lock.lock();
		try {
			return this.inbound.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	int memoryHeld() {
		this.lock.lock();
		try {
			return this.inbound.memoryHeld() + this.outbound.mtu();
		}
		finally {
			this.lock.unlock();
		}
	}

	long nextPlaintextRecord() {
		return this.outbound.newestPlaintextRecord() + 1;
	}

}
