package io.dtls.internal.session;

import java.io.IOException;
import java.util.Arrays;

import io.dtls.CloseReason;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.RecordLayer;

/**
 * The alert that ends an association in order (RFC 5246, section 7.2.1).
 */
public final class CloseNotify {

	private static final byte[] ALERT = { 1, 0 };

	private CloseNotify() {
	}

	/** Whether a session that ends for this reason tells its peer. */
	static boolean isDueFor(CloseReason reason) {
		return switch (reason) {
			case PEER_CLOSED, LOCALLY_CLOSED, IDLE, MAX_AGE, EVICTED, KEY_LIMIT, UNWRAPPED, SHUTDOWN -> true;
			case PEER_ALERT, REPLACED, SAVED, TRANSPORT_FAILED, INTERNAL_ERROR -> false;
		};
	}

	/**
	 * Protects the alert. The caller holds the write lock of the session, if there is
	 * one.
	 * @param records the keys of the association
	 * @return one datagram
	 * @throws IOException if the keys are used up
	 */
	public static byte[] protect(RecordLayer records) throws IOException {
		byte[] datagram = new byte[ALERT.length + records.overhead()];
		int length = records.protect(RecordFormat.ALERT, ALERT, 0, ALERT.length, datagram, 0);
		return Arrays.copyOf(datagram, length);
	}

}
