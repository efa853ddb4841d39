package io.dtls.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A client's socket of which a test can tell how many datagrams the client is done with,
 * and how many it has sent.
 */
public final class LockStepSocket extends NetworkSocket {

	private boolean busy;

	private long handled;

	private long sent;

	public LockStepSocket(FaultyNetwork.Port port, InetSocketAddress peer) throws SocketException {
		super(port, peer);
	}

	// Who asks for the next datagram is done with the last one.
	@Override
	public void receive(DatagramPacket packet) throws IOException {
		synchronized (this) {
			this.handled += this.busy ? 1 : 0;
			this.busy = false;
			notifyAll();
		}
		super.receive(packet);
		synchronized (this) {
			this.busy = true;
		}
	}

	@Override
	public void send(DatagramPacket packet) {
		super.send(packet);
		synchronized (this) {
			this.sent++;
			notifyAll();
		}
	}

	public synchronized long handled() {
		return this.handled;
	}

	/**
	 * Waits until the client is done with as many datagrams since it began.
	 * @param orOver tells whether it takes no more
	 */
	public synchronized void awaitHandled(long count, BooleanSupplier orOver) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
		while (this.handled < count && !orOver.getAsBoolean()) {
			await("handled " + this.handled + " datagrams, not " + count, deadline);
		}
	}

	/** Waits until the client is done with what it has taken. */
	public synchronized void awaitIdle() {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
		while (this.busy) {
			await("been busy for long", deadline);
		}
	}

	/**
	 * Waits until the client has sent as many datagrams since it began.
	 * @param orOver tells whether it sends no more
	 */
	public synchronized void awaitSent(long count, BooleanSupplier orOver) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
		while (this.sent < count && !orOver.getAsBoolean()) {
			await("sent " + this.sent + " datagrams, not " + count, deadline);
		}
	}

	private synchronized void await(String what, long deadline) {
		if (System.nanoTime() - deadline > 0) {
			throw new AssertionError("The client has " + what);
		}
		try {
			TimeUnit.MILLISECONDS.timedWait(this, 1);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
