package io.dtls.internal.record.dtls12;

import java.util.Arrays;

import io.dtls.internal.record.RecordFormat;

/**
 * What the authentication of a record covers besides its content: the additional data of
 * RFC 5246, section 6.2.3.3, or with a connection id of RFC 9146, section 5.3. One object
 * serves many records, by one thread at a time.
 */
public final class AdditionalData {

	private static final int PLAIN_SIZE = 13;

	private static final int CONNECTION_ID_SIZE = 23;

	private byte[] bytes = new byte[PLAIN_SIZE];

	private int size;

	private int contentType;

	private long epochAndSequence;

	/**
	 * Describes the next record.
	 * @param number its epoch in the upper 16 bits, its sequence number in the lower 48
	 * @param type the content type in its header
	 * @param version the version word in its header
	 * @param connectionId the connection id in its header; empty for a record without
	 * @return this object, which nobody may keep for a later record
	 */
	public AdditionalData set(long number, int type, int version, byte[] connectionId) {
		this.epochAndSequence = number;
		this.contentType = type;
		if (connectionId.length == 0) {
			setPlain(version);
		}
		else {
			setConnectionId(version, connectionId);
		}
		return this;
	}

	// seq_num || type || version || length
	private void setPlain(int version) {
		this.size = PLAIN_SIZE;
		RecordFormat.putUint64(this.bytes, 0, this.epochAndSequence);
		this.bytes[8] = (byte) this.contentType;
		RecordFormat.putUint16(this.bytes, 9, version);
	}

	// seq_num_placeholder || tls12_cid || cid_length || tls12_cid || version || epoch ||
	// sequence_number || cid || length_of_DTLSInnerPlaintext
	private void setConnectionId(int version, byte[] connectionId) {
		this.size = CONNECTION_ID_SIZE + connectionId.length;
		if (this.bytes.length < this.size) {
			this.bytes = new byte[this.size];
		}
		Arrays.fill(this.bytes, 0, 8, (byte) 0xff);
		this.bytes[8] = RecordFormat.TLS12_CID;
		this.bytes[9] = (byte) connectionId.length;
		this.bytes[10] = RecordFormat.TLS12_CID;
		RecordFormat.putUint16(this.bytes, 11, version);
		RecordFormat.putUint64(this.bytes, 13, this.epochAndSequence);
		System.arraycopy(connectionId, 0, this.bytes, 21, connectionId.length);
	}

	/** The number of the record: epoch in the upper 16 bits, sequence number below. */
	public long epochAndSequence() {
		return this.epochAndSequence;
	}

	/** The content type in the record's header. */
	public int contentType() {
		return this.contentType;
	}

	/**
	 * Fills in the length, which a receiver knows only once it has looked at the
	 * fragment.
	 * @param plaintextLength bytes of the plaintext, or with a connection id of the inner
	 * plaintext
	 * @return how many of {@link #bytes()} count
	 */
	public int complete(int plaintextLength) {
		RecordFormat.putUint16(this.bytes, this.size - 2, plaintextLength);
		return this.size;
	}

	/** The additional data, once completed; not a copy. */
	public byte[] bytes() {
		return this.bytes;
	}

}
