package io.dtls.internal.handshake.dtls12;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.dtls.DtlsException;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.RecordLayer;

/**
 * Cuts and joins records without connection ids.
 */
final class Records {

	private Records() {
	}

	static List<byte[]> split(byte[] datagram) {
		List<byte[]> records = new ArrayList<>();
		int at = 0;
		int size = RecordFormat.recordSize(datagram, at, datagram.length, 0);
		while (size > 0) {
			records.add(Arrays.copyOfRange(datagram, at, at + size));
			at += size;
			size = RecordFormat.recordSize(datagram, at, datagram.length, 0);
		}
		return records;
	}

	static byte[] join(List<byte[]> records) {
		byte[] joined = new byte[records.stream().mapToInt((record) -> record.length).sum()];
		int at = 0;
		for (byte[] record : records) {
			System.arraycopy(record, 0, joined, at, record.length);
			at += record.length;
		}
		return joined;
	}

	static byte[] protect(RecordLayer layer, int contentType, byte[] content) throws DtlsException {
		byte[] out = new byte[content.length + layer.overhead()];
		return Arrays.copyOf(out, layer.protect(contentType, content, 0, content.length, out, 0));
	}

}
