package io.dtls.internal.handshake;

import java.util.Arrays;

import io.dtls.DtlsException;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;

/**
 * The flight this side ended the handshake with, as plaintext, for a peer that did not
 * get it (RFC 6347, section 4.2.4). Each time it goes out under fresh record numbers:
 * some peers would take the first ciphertext for a replay once newer records have
 * overtaken it. Used under the session's write lock.
 */
public final class LastFlight {

	private static final int CHANGE_CIPHER_SPEC_SIZE = RecordFormat.HEADER_SIZE + 1;

	private final byte[] finished;

	private long nextPlaintextRecord;

	/**
	 * Keeps a flight of ChangeCipherSpec and Finished.
	 * @param finished the message with its header
	 * @param nextPlaintextRecord next free record number of epoch 0
	 */
	public LastFlight(byte[] finished, long nextPlaintextRecord) {
		this.finished = finished.clone();
		this.nextPlaintextRecord = nextPlaintextRecord;
	}

	/**
	 * Protects the flight once more.
	 * @param records the session's, which gives it the next number
	 * @return one datagram
	 * @throws DtlsException if the keys are used up
	 */
	public byte[] protectAgain(RecordLayer records) throws DtlsException {
		byte[] datagram = new byte[CHANGE_CIPHER_SPEC_SIZE + this.finished.length + records.overhead()];
		RecordFormat.writeHeader(datagram, 0, RecordFormat.CHANGE_CIPHER_SPEC, records.version(),
				this.nextPlaintextRecord, 1);
		datagram[RecordFormat.HEADER_SIZE] = 1;
		this.nextPlaintextRecord++;
		int size = records.protect(RecordFormat.HANDSHAKE, this.finished, 0, this.finished.length, datagram,
				CHANGE_CIPHER_SPEC_SIZE);
		return Arrays.copyOf(datagram, CHANGE_CIPHER_SPEC_SIZE + size);
	}

	/**
	 * Whether an authentic record shows that the peer still waits for this flight.
	 * @param record opened under the session's keys
	 * @return true for the peer's Finished
	 */
	public boolean answers(OpenedRecord record) {
		return record.contentType() == RecordFormat.HANDSHAKE && record.length() >= HandshakeFormat.HEADER_SIZE
				&& HandshakeFormat.type(record.buffer(), record.offset()) == HandshakeFormat.FINISHED;
	}

}
