package io.dtls.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;

/**
 * One client of a load: a connected socket and, unless it speaks plain UDP, the keys it
 * has agreed on.
 */
final class LoadSession {

	private static final int MAX_DATAGRAM = 65535;

	// One thread drives all sessions: they share what they need one at a time.
	private static final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);

	private static final byte[] bytes = new byte[MAX_DATAGRAM];

	private static final OpenedRecord opened = new OpenedRecord();

	private final DatagramChannel channel;

	private final @Nullable RecordLayer records;

	LoadSession(DatagramChannel channel, @Nullable RecordLayer records) {
		this.channel = channel;
		this.records = records;
	}

	DatagramChannel channel() {
		return this.channel;
	}

	void send(byte[] message) throws IOException {
		RecordLayer layer = this.records;
		if (layer == null) {
			this.channel.write(buffer.clear().put(message).flip());
			return;
		}
		int size = layer.protect(RecordFormat.APPLICATION_DATA, message, 0, message.length, bytes, 0);
		this.channel.write(buffer.clear().put(bytes, 0, size).flip());
	}

	/**
	 * Reads one datagram if there is one.
	 * @param message takes the application data
	 * @return its size, -1 if nothing was there, -2 if it was no application data
	 */
	int receive(byte[] message) throws IOException {
		int size = this.channel.read(buffer.clear());
		if (size <= 0) {
			return -1;
		}
		RecordLayer layer = this.records;
		if (layer == null) {
			buffer.flip().get(message, 0, Math.min(size, message.length));
			return size;
		}
		buffer.flip().get(bytes, 0, size);
		int recordSize = RecordFormat.recordSize(bytes, 0, size, layer.connectionIds().readSize());
		if (recordSize < 0 || !layer.open(bytes, 0, recordSize, opened)
				|| opened.contentType() != RecordFormat.APPLICATION_DATA) {
			return -2;
		}
		System.arraycopy(opened.buffer(), opened.offset(), message, 0, Math.min(opened.length(), message.length));
		return opened.length();
	}

	void close() throws IOException {
		RecordLayer layer = this.records;
		if (layer != null) {
			int size = layer.protect(RecordFormat.ALERT, new byte[] { 1, 0 }, 0, 2, bytes, 0);
			this.channel.write(buffer.clear().put(bytes, 0, size).flip());
		}
		this.channel.close();
	}

}
