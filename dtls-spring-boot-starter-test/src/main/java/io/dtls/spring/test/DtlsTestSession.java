package io.dtls.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

import io.dtls.DtlsSession;

/**
 * A session of a {@link DtlsTestClient}, seen from the client.
 */
public final class DtlsTestSession implements AutoCloseable, AssertProvider<DtlsTestSessionAssert> {

	private final DtlsSession session;

	private final BlockingQueue<byte[]> arrived;

	private final Duration patience;

	DtlsTestSession(DtlsSession session, BlockingQueue<byte[]> arrived, Duration patience) {
		this.session = session;
		this.arrived = arrived;
		this.patience = patience;
	}

	/**
	 * Sends text.
	 * @param text as UTF-8
	 * @return this session
	 */
	public DtlsTestSession send(String text) {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends one message.
	 * @param payload one that fits into a datagram
	 * @return this
	 * @throws UncheckedIOException if the session has ended, or the message is too large
	 */
	public DtlsTestSession send(byte[] payload) {
		try {
			this.session.send(payload);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for the next message.
	 * @return what arrived
	 * @throws AssertionError if nothing does in time
	 */
	public DtlsTestMessage receive() {
		byte[] payload = poll(this.patience);
		if (payload == null) {
			throw new AssertionError(isOpen() ? "No message arrived within " + this.patience
					: "No message arrived, and the session has ended");
		}
		return new DtlsTestMessage(payload);
	}

	/**
	 * Sends one message, and waits for the next one.
	 * @param text sent as UTF-8
	 * @return what arrived
	 * @throws AssertionError if nothing does in time
	 */
	public DtlsTestMessage exchange(String text) {
		return send(text).receive();
	}

	/**
	 * Sends one message, and waits for the next one.
	 * @param payload one that fits into a datagram
	 * @return what arrived
	 * @throws AssertionError if nothing does in time
	 */
	public DtlsTestMessage exchange(byte[] payload) {
		return send(payload).receive();
	}

	byte @Nullable [] poll(Duration timeout) {
		try {
			return this.arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a message", ex);
		}
	}

	public boolean isOpen() {
		return this.session.isOpen();
	}

	/** The session itself. */
	public DtlsSession getSession() {
		return this.session;
	}

	Duration patience() {
		return this.patience;
	}

	@Override
	public DtlsTestSessionAssert assertThat() {
		return new DtlsTestSessionAssert(this);
	}

	@Override
	public void close() {
		this.session.close();
	}

}
