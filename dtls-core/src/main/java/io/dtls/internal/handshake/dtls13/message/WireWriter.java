package io.dtls.internal.handshake.dtls13.message;

import java.io.ByteArrayOutputStream;

/**
 * Writes the presentation language of TLS (RFC 8446, section 3).
 */
public final class WireWriter {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	public WireWriter uint8(int value) {
		this.out.write(value);
		return this;
	}

	public WireWriter uint16(int value) {
		return uint8(value >>> 8).uint8(value);
	}

	public WireWriter uint24(int value) {
		return uint8(value >>> 16).uint16(value);
	}

	public WireWriter uint32(long value) {
		return uint16((int) (value >>> 16)).uint16((int) value);
	}

	public WireWriter bytes(byte[] bytes) {
		this.out.writeBytes(bytes);
		return this;
	}

	/** A vector whose length takes one byte. */
	public WireWriter vector8(byte[] bytes) {
		return uint8(fitting(bytes, 0xff).length).bytes(bytes);
	}

	/** A vector whose length takes two bytes. */
	public WireWriter vector16(byte[] bytes) {
		return uint16(fitting(bytes, 0xffff).length).bytes(bytes);
	}

	/** A vector whose length takes three bytes. */
	public WireWriter vector24(byte[] bytes) {
		return uint24(fitting(bytes, 0xffffff).length).bytes(bytes);
	}

	public WireWriter uint16s(Iterable<Integer> values) {
		values.forEach(this::uint16);
		return this;
	}

	private static byte[] fitting(byte[] bytes, int most) {
		if (bytes.length > most) {
			throw new IllegalArgumentException(bytes.length + " bytes do not fit into a vector of " + most);
		}
		return bytes;
	}

	public byte[] toBytes() {
		return this.out.toByteArray();
	}

}
