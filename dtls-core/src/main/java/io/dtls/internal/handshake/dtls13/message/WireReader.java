package io.dtls.internal.handshake.dtls13.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the presentation language of TLS (RFC 8446, section 3). Bytes that are missing or
 * left over are a refusal.
 */
public final class WireReader {

	private final byte[] bytes;

	private final int end;

	private int at;

	public WireReader(byte[] bytes) {
		this(bytes, 0, bytes.length);
	}

	private WireReader(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.at = start;
		this.end = end;
	}

	public boolean hasMore() {
		return this.at < this.end;
	}

	public int uint8() throws Refused {
		return this.bytes[skip(1)] & 0xff;
	}

	public int uint16() throws Refused {
		return uint8() << 8 | uint8();
	}

	public int uint24() throws Refused {
		return uint8() << 16 | uint16();
	}

	public long uint32() throws Refused {
		return (long) uint16() << 16 | uint16();
	}

	public byte[] bytes(int size) throws Refused {
		int start = skip(size);
		return Arrays.copyOfRange(this.bytes, start, start + size);
	}

	private int skip(int size) throws Refused {
		if (size > this.end - this.at) {
			throw Refused.malformed("A message ends before its fields do");
		}
		int start = this.at;
		this.at += size;
		return start;
	}

	/** A vector whose length takes one byte. */
	public byte[] vector8(int atLeast) throws Refused {
		return bytes(atLeast(atLeast, uint8()));
	}

	/** A vector whose length takes two bytes. */
	public byte[] vector16(int atLeast) throws Refused {
		return bytes(atLeast(atLeast, uint16()));
	}

	/** A vector whose length takes three bytes. */
	public byte[] vector24(int atLeast) throws Refused {
		return bytes(atLeast(atLeast, uint24()));
	}

	/** A reader of a vector whose length takes two bytes. */
	public WireReader inside16() throws Refused {
		int size = uint16();
		int start = skip(size);
		return new WireReader(this.bytes, start, start + size);
	}

	/** A reader of a vector whose length takes three bytes. */
	public WireReader inside24() throws Refused {
		int size = uint24();
		int start = skip(size);
		return new WireReader(this.bytes, start, start + size);
	}

	/** At least one number of 16 bits, in a vector whose length takes two bytes. */
	public List<Integer> uint16s() throws Refused {
		return numbers(inside16());
	}

	/** At least one number of 16 bits, in a vector whose length takes one byte. */
	public List<Integer> uint16sOfShortVector() throws Refused {
		return numbers(new WireReader(vector8(2)));
	}

	private static List<Integer> numbers(WireReader in) throws Refused {
		List<Integer> numbers = new ArrayList<>();
		do {
			numbers.add(in.uint16());
		}
		while (in.hasMore());
		return numbers;
	}

	private static int atLeast(int least, int size) throws Refused {
		if (size < least) {
			throw Refused.malformed("A field is shorter than it may be");
		}
		return size;
	}

	/** Refuses what is left. */
	public void requireEnd() throws Refused {
		if (hasMore()) {
			throw Refused.malformed("A message goes on behind its last field");
		}
	}

}
