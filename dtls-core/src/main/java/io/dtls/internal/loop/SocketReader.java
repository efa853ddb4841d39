package io.dtls.internal.loop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.internal.transport.DatagramSink;

/**
 * Reads a lent socket that has no channel, so that no selector can watch it, on a thread
 * of its own.
 */
public final class SocketReader {

	private static final Logger logger = LoggerFactory.getLogger(SocketReader.class);

	private static final int MAX_DATAGRAM = 65535;

	// The network reports at most one error for each datagram that was sent, and anyone
	// can
	// forge such reports, so none ends the reading. After so many in a row the reader
	// pauses
	// before the next look, as the socket itself may fail at once every time.
	private static final int FAILURES_WITHOUT_PAUSE = 100;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	// How long the owner may have to wait for the socket after the end.
	private static final int LOOK_UP_MILLIS = 20;

	private final DatagramSocket socket;

	private final DatagramSink sink;

	private final Thread thread;

	private final CompletableFuture<Void> finished = new CompletableFuture<>();

	private volatile boolean ended;

	private int failuresInARow;

	public SocketReader(String name, DatagramSocket socket, DatagramSink sink) {
		this.socket = socket;
		this.sink = sink;
		this.thread = new Thread(this::run, name + "-reader");
		this.thread.setDaemon(true);
	}

	public void start() {
		this.thread.start();
	}

	/**
	 * Ends soon.
	 * @return completes when the socket is its owner's again
	 */
	public CompletableFuture<Void> stop() {
		this.ended = true;
		if (this.thread.getState() == Thread.State.NEW) {
			this.finished.complete(null);
		}
		return this.finished;
	}

	private void run() {
		try {
			int timeout = this.socket.getSoTimeout();
			this.socket.setSoTimeout(LOOK_UP_MILLIS);
			byte[] buffer = new byte[MAX_DATAGRAM];
			while (!this.ended && !this.socket.isClosed()) {
				receive(buffer);
			}
			this.socket.setSoTimeout(timeout);
		}
		catch (IOException ex) {
			logger.debug("A lent socket was closed", ex);
		}
		finally {
			this.finished.complete(null);
		}
	}

	private void receive(byte[] buffer) throws IOException {
		DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
		try {
			this.socket.receive(packet);
			this.failuresInARow = 0;
			this.sink.datagram(buffer, 0, packet.getLength(), (InetSocketAddress) packet.getSocketAddress());
		}
		catch (SocketTimeoutException ex) {
			// Time to look whether it is over.
			this.failuresInARow = 0;
		}
		catch (PortUnreachableException ex) {
			this.sink.unreachable((InetSocketAddress) this.socket.getRemoteSocketAddress());
		}
		catch (IOException ex) {
			if (this.socket.isClosed()) {
				throw ex;
			}
			this.failuresInARow++;
			if (this.failuresInARow > FAILURES_WITHOUT_PAUSE) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
			logger.debug("The network reported an error", ex);
		}
	}

}
