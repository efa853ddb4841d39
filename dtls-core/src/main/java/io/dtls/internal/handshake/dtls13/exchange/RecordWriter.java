package io.dtls.internal.handshake.dtls13.exchange;

import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.SequenceExhaustedException;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;
import io.dtls.internal.record.dtls13.RecordNumber;

/**
 * Writes records of all epochs: plaintext ones of epoch 0, and those of the record layer.
 */
final class RecordWriter {

	private final Dtls13RecordLayer records;

	private long nextPlaintext;

	private RecordNumber last = new RecordNumber(0, 0);

	RecordWriter(Dtls13RecordLayer records, long nextPlaintext) {
		this.records = records;
		this.nextPlaintext = nextPlaintext;
	}

	/** Whether there are keys for an epoch. */
	boolean canWriteIn(long epoch) {
		return epoch == 0 || this.records.canWriteIn(epoch);
	}

	/** The epoch of what is sent now. */
	long currentEpoch() {
		return this.records.writeEpoch();
	}

	/** Most bytes by which a record is longer than its content. */
	int overhead(long epoch) {
		return (epoch == 0) ? RecordFormat.HEADER_SIZE : this.records.overhead();
	}

	/** Most bytes of content. */
	int maxContent(long epoch) {
		return (epoch == 0) ? RecordFormat.MAX_FRAGMENT : this.records.maxPlaintext();
	}

	/**
	 * Writes a record.
	 * @return its size in bytes, 0 if the keys of the epoch may protect nothing more
	 */
	int write(long epoch, int contentType, byte[] content, int size, byte[] out, int off) {
		if (epoch == 0) {
			RecordFormat.writeHeader(out, off, contentType, RecordFormat.DTLS_1_2, this.nextPlaintext, size);
			System.arraycopy(content, 0, out, off + RecordFormat.HEADER_SIZE, size);
			this.last = new RecordNumber(0, this.nextPlaintext++);
			return RecordFormat.HEADER_SIZE + size;
		}
		try {
			int written = this.records.protectIn(epoch, contentType, content, size, out, off);
			this.last = this.records.lastProtected();
			return written;
		}
		catch (SequenceExhaustedException ex) {
			return 0;
		}
		catch (MessageTooLargeException ex) {
			throw new IllegalStateException("Contents are cut to size before", ex);
		}
	}

	/** The record that was written last. */
	RecordNumber last() {
		return this.last;
	}

}
