package io.dtls.internal.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;

/**
 * An array of struct mmsghdr with an address and a buffer for each message. Owned by one
 * thread at a time.
 */
final class MessageBatch {

	private static final int HEADER = 64;

	private static final int NAME_SIZE = 8;

	private static final int VECTOR = 16;

	private static final int VECTOR_COUNT = 24;

	private static final int LENGTH = 56;

	private static final int VECTOR_SIZE = 16;

	private static final int ADDRESS_STRIDE = 32;

	// Three lines off a power of two, or all buffers would compete for the same few
	// lines of the cache.
	private static final int OFFSET = 192;

	private final int size;

	private final int stride;

	private final MemorySegment state;

	private final MemorySegment headers;

	private final MemorySegment vectors;

	private final MemorySegment addresses;

	private final MemorySegment buffers;

	/**
	 * Creates an empty batch.
	 * @param arena holds its memory
	 * @param size messages at most
	 * @param room bytes a message may have at most, a power of two
	 */
	MessageBatch(Arena arena, int size, int room) {
		this.size = size;
		this.stride = room + OFFSET;
		this.state = LinuxSockets.callState(arena);
		this.headers = arena.allocate((long) size * HEADER, HEADER);
		this.vectors = arena.allocate((long) size * VECTOR_SIZE, VECTOR_SIZE);
		this.addresses = arena.allocate((long) size * ADDRESS_STRIDE, ADDRESS_STRIDE);
		this.buffers = arena.allocate((long) size * this.stride, HEADER);
		for (int i = 0; i < size; i++) {
			long header = (long) i * HEADER;
			this.headers.set(ValueLayout.ADDRESS, header, address(i));
			this.headers.set(ValueLayout.JAVA_INT, header + NAME_SIZE, SocketAddressFormat.MAX_SIZE);
			this.headers.set(ValueLayout.ADDRESS, header + VECTOR,
					this.vectors.asSlice((long) i * VECTOR_SIZE, VECTOR_SIZE));
			this.headers.set(ValueLayout.JAVA_LONG, header + VECTOR_COUNT, 1);
			this.vectors.set(ValueLayout.ADDRESS, (long) i * VECTOR_SIZE,
					this.buffers.asSlice((long) i * this.stride, this.stride));
			this.vectors.set(ValueLayout.JAVA_LONG, (long) i * VECTOR_SIZE + 8, this.stride);
		}
	}

	int size() {
		return this.size;
	}

	MemorySegment address(int index) {
		return this.addresses.asSlice((long) index * ADDRESS_STRIDE, SocketAddressFormat.MAX_SIZE);
	}

	int receive(int descriptor) {
		return LinuxSockets.receive(this.state, descriptor, this.headers, this.size);
	}

	int length(int index) {
		return this.headers.get(ValueLayout.JAVA_INT, (long) index * HEADER + LENGTH);
	}

	/** Copies a received message and makes its place ready for the next one. */
	int take(int index, byte[] into) {
		int length = Math.min(length(index), into.length);
		MemorySegment.copy(this.buffers, ValueLayout.JAVA_BYTE, (long) index * this.stride, into, 0, length);
		this.headers.set(ValueLayout.JAVA_INT, (long) index * HEADER + NAME_SIZE, SocketAddressFormat.MAX_SIZE);
		return length;
	}

	void put(int index, byte[] datagram, int offset, int length, InetSocketAddress to, int family)
			throws IOException {
		int nameSize = SocketAddressFormat.write(to, family, address(index));
		this.headers.set(ValueLayout.JAVA_INT, (long) index * HEADER + NAME_SIZE, nameSize);
		MemorySegment.copy(datagram, offset, this.buffers, ValueLayout.JAVA_BYTE, (long) index * this.stride, length);
		this.vectors.set(ValueLayout.JAVA_LONG, (long) index * VECTOR_SIZE + 8, length);
	}

	int send(int descriptor, int from, int count) {
		return LinuxSockets.send(this.state, descriptor,
				this.headers.asSlice((long) from * HEADER, (long) count * HEADER), count);
	}

	int errno() {
		return LinuxSockets.errno(this.state);
	}

}
