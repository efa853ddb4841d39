package io.dtls.internal.handshake.cookie;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;

/**
 * Builds ClientHellos byte by byte.
 */
public final class TestHello {

	private int version = RecordFormat.DTLS_1_2;

	private int random = 1;

	private byte[] compressionMethods = { 0 };

	private byte[] sessionId = new byte[0];

	private byte[] cookie = new byte[0];

	private int[] suites = { 0xc02b };

	private byte[] extensions = { 0, 23, 0, 0 };

	private long recordNumber;

	private int messageSeq;

	TestHello version(int value) {
		this.version = value;
		return this;
	}

	TestHello random(int value) {
		this.random = value;
		return this;
	}

	TestHello sessionId(byte[] value) {
		this.sessionId = value;
		return this;
	}

	public TestHello cookie(byte[] value) {
		this.cookie = value;
		return this;
	}

	public TestHello suites(int... values) {
		this.suites = values;
		return this;
	}

	/** The bytes after the length of the extensions; none leaves the length out too. */
	public TestHello extensions(byte[] value) {
		this.extensions = value;
		return this;
	}

	public TestHello recordNumber(long value) {
		this.recordNumber = value;
		return this;
	}

	public TestHello compressionMethods(int... values) {
		this.compressionMethods = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			this.compressionMethods[i] = (byte) values[i];
		}
		return this;
	}

	public TestHello messageSeq(int value) {
		this.messageSeq = value;
		return this;
	}

	public byte[] body() {
		ByteBuffer out = ByteBuffer.allocate(1024 + this.extensions.length);
		out.putShort((short) this.version);
		byte[] randomBytes = new byte[32];
		Arrays.fill(randomBytes, (byte) this.random);
		out.put(randomBytes);
		out.put((byte) this.sessionId.length).put(this.sessionId);
		out.put((byte) this.cookie.length).put(this.cookie);
		out.putShort((short) (2 * this.suites.length));
		for (int suite : this.suites) {
			out.putShort((short) suite);
		}
		out.put((byte) this.compressionMethods.length).put(this.compressionMethods);
		if (this.extensions.length > 0) {
			out.putShort((short) this.extensions.length).put(this.extensions);
		}
		return Arrays.copyOf(out.array(), out.position());
	}

	public byte[] toDatagram() {
		return toFragment(0, body().length);
	}

	public byte[] toFragment(int offset, int size) {
		byte[] body = body();
		return fragment(HandshakeFormat.CLIENT_HELLO, this.messageSeq, body, offset, size, this.recordNumber);
	}

	/** One fragment of a message in one plaintext record. */
	public static byte[] fragment(int type, int messageSeq, byte[] body, int offset, int size, long recordNumber) {
		byte[] content = new byte[HandshakeFormat.HEADER_SIZE + size];
		HandshakeFormat.writeHeader(content, 0, type, body.length, messageSeq);
		HandshakeFormat.writeFragmentRange(content, 0, offset, size);
		System.arraycopy(body, offset, content, HandshakeFormat.HEADER_SIZE, size);
		return record(RecordFormat.HANDSHAKE, 0, recordNumber, content);
	}

	public static byte[] record(int type, int epoch, long number, byte... content) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + content.length];
		RecordFormat.writeHeader(record, 0, type, RecordFormat.DTLS_1_2, (long) epoch << 48 | number, content.length);
		System.arraycopy(content, 0, record, RecordFormat.HEADER_SIZE, content.length);
		return record;
	}

}
