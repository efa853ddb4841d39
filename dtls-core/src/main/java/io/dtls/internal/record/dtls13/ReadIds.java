package io.dtls.internal.record.dtls13;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;

/**
 * The connection ids that a peer may put into its records (RFC 9147, sections 4 and 9),
 * all of one size; none if it puts none. For the thread that opens.
 */
final class ReadIds {

	/** Most ids that are valid at once. */
	static final int MOST = 8;

	private final List<byte[]> ids = new ArrayList<>();

	/** Accepts one more, which is copied. */
	void add(byte[] id) {
		if (id.length == 0 || (!this.ids.isEmpty() && size() != id.length)) {
			throw new IllegalArgumentException("Connection ids of one session have one size");
		}
		if (this.ids.size() >= MOST) {
			throw new IllegalStateException("There are " + MOST + " connection ids already");
		}
		this.ids.add(id.clone());
	}

	/** Bytes of each, 0 if there are none. */
	int size() {
		return this.ids.isEmpty() ? 0 : this.ids.get(0).length;
	}

	List<byte[]> copies() {
		return this.ids.stream().map(byte[]::clone).toList();
	}

	/**
	 * Why a record is dropped, if that can be told before a cipher has to work.
	 * @param follows whether an earlier record of the datagram carried an id: each
	 * datagram has to, but not each record
	 */
	@Nullable DropReason refusal(byte[] datagram, int off, int recordSize, boolean follows) {
		if (recordSize < 1 || !UnifiedHeader.is(datagram[off])) {
			return DropReason.MALFORMED;
		}
		if (!isOurs(datagram, off, recordSize, follows)) {
			return DropReason.UNKNOWN_CONNECTION_ID;
		}
		if (UnifiedHeader.recordSize(datagram, off, off + recordSize, size()) != recordSize) {
			return DropReason.MALFORMED;
		}
		// Too short for a mask: as if it had failed to open (RFC 9147, section 4.2.3).
		int fragment = recordSize - UnifiedHeader.size(datagram[off], size());
		return (fragment < NumberMask.SAMPLE_SIZE) ? DropReason.BAD_RECORD : null;
	}

	private boolean isOurs(byte[] datagram, int off, int recordSize, boolean follows) {
		if (!UnifiedHeader.hasConnectionId(datagram[off])) {
			return this.ids.isEmpty() || follows;
		}
		int start = off + UnifiedHeader.CONNECTION_ID_OFFSET;
		for (byte[] id : this.ids) {
			if (recordSize >= UnifiedHeader.CONNECTION_ID_OFFSET + id.length
					&& Arrays.equals(datagram, start, start + id.length, id, 0, id.length)) {
				return true;
			}
		}
		return false;
	}

}
