package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.internal.handshake.DatagramOut;
import io.dtls.internal.record.RecordFormat;

/**
 * Gathers the records of a flight into as few datagrams as the MTU allows. A datagram
 * that the network refuses counts as lost: the flight is sent again. Belongs to the
 * handshake thread, but any thread may mute it.
 */
public final class OutboundFlight {

	private static final Logger logger = LoggerFactory.getLogger(OutboundFlight.class);

	private final DatagramOut out;

	private final byte[] datagram;

	private int used;

	private long newestPlaintextRecord = -1;

	// Nothing is on its way to the socket while another thread holds this, so that
	// silence
	// begins at once.
	private final ReentrantLock sending = new ReentrantLock();

	private volatile boolean muted;

	public OutboundFlight(DatagramOut out, int mtu) {
		this.out = out;
		this.datagram = new byte[mtu];
	}

	int mtu() {
		return this.datagram.length;
	}

	void add(byte[] bytes, int off, int len) {
		if (this.muted) {
			return;
		}
		if (RecordFormat.epoch(bytes, off) == 0) {
			this.newestPlaintextRecord = Math.max(this.newestPlaintextRecord, RecordFormat.sequence(bytes, off));
		}
		if (len > this.datagram.length - this.used) {
			flush();
		}
		if (len > this.datagram.length) {
			transmit(bytes, off, len);
			return;
		}
		System.arraycopy(bytes, off, this.datagram, this.used, len);
		this.used += len;
	}

	/** Sends what was gathered. Returns whether there was anything. */
	boolean flush() {
		if (this.used == 0) {
			return false;
		}
		int len = this.used;
		this.used = 0;
		transmit(this.datagram, 0, len);
		return true;
	}

	private void transmit(byte[] bytes, int off, int len) {
		this.sending.lock();
		try {
			if (!this.muted) {
				this.out.send(bytes, off, len);
			}
		}
		catch (IOException ex) {
			logger.debug("A handshake datagram was not sent", ex);
		}
		finally {
			this.sending.unlock();
		}
	}

	/**
	 * Sends nothing once this returns: the peer is silent or gone, or its address belongs
	 * to another handshake now. From any thread.
	 */
	void mute() {
		this.sending.lock();
		try {
			this.muted = true;
		}
		finally {
			this.sending.unlock();
		}
	}

	/** The highest record number sent in epoch 0, -1 if none. */
	long newestPlaintextRecord() {
		return this.newestPlaintextRecord;
	}

}
