package io.dtls.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramTransport;

/**
 * A server's transport of which a test can tell how many datagrams the server is done
 * with, and how many bytes it was sent and has sent.
 */
public final class LockStepTransport implements DatagramTransport {

	private final DatagramTransport delegate;

	private long handled;

	private long bytesIn;

	private long bytesOut;

	private IOException refusal;

	private IOException receiveFailure;

	public LockStepTransport(DatagramTransport delegate) {
		this.delegate = delegate;
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.delegate.localAddress();
	}

	@Override
	public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
		synchronized (this) {
			IOException failure = this.receiveFailure;
			this.receiveFailure = null;
			if (failure != null) {
				throw failure;
			}
		}
		return this.delegate.receive((buffer, offset, length, from) -> {
			try {
				sink.datagram(buffer, offset, length, from);
			}
			finally {
				handled(length);
			}
		}, timeoutNanos);
	}

	private synchronized void handled(int length) {
		this.handled++;
		this.bytesIn += length;
		notifyAll();
	}

	@Override
	public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
		synchronized (this) {
			if (this.refusal != null) {
				throw this.refusal;
			}
			this.bytesOut += length;
		}
		this.delegate.send(datagram, offset, length, to);
	}

	@Override
	public void flush() {
		this.delegate.flush();
	}

	@Override
	public void wakeup() {
		this.delegate.wakeup();
	}

	@Override
	public void close() {
		this.delegate.close();
	}

	/** Has every send fail, or none where null. */
	public synchronized void refuseToSend(IOException failure) {
		this.refusal = failure;
	}

	/** Has the next receive fail, once. */
	public synchronized void failNextReceive(IOException failure) {
		this.receiveFailure = failure;
	}

	public synchronized long handled() {
		return this.handled;
	}

	public synchronized long bytesIn() {
		return this.bytesIn;
	}

	public synchronized long bytesOut() {
		return this.bytesOut;
	}

	/** Waits until the server is done with as many datagrams since it began. */
	public synchronized void awaitHandled(long count) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
		while (this.handled < count) {
			if (System.nanoTime() - deadline > 0) {
				throw new AssertionError("The server has handled " + this.handled + " datagrams, not " + count);
			}
			try {
				TimeUnit.MILLISECONDS.timedWait(this, 100);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
