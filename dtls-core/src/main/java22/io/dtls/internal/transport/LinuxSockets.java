package io.dtls.internal.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The system calls of Linux that {@link BatchedDatagramTransport} needs, with the numbers
 * of 64-bit x86 and ARM.
 */
@SuppressWarnings("restricted")
final class LinuxSockets {

	static final int EAGAIN = 11;

	static final int EINTR = 4;

	static final int AF_INET = 2;

	static final int AF_INET6 = 10;

	static final int MSG_DONTWAIT = 0x40;

	static final short POLLIN = 1;

	// SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC
	private static final int DATAGRAM_SOCKET = 2 | 0x800 | 0x80000;

	// EFD_NONBLOCK | EFD_CLOEXEC
	private static final int EVENT_FLAGS = 0x800 | 0x80000;

	private static final int SOL_SOCKET = 1;

	private static final int SO_SNDBUF = 7;

	private static final int SO_RCVBUF = 8;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_V6ONLY = 26;

	private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

	private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

	private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

	private static final MethodHandle NAME = call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

	private static final MethodHandle OPTION = call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
			JAVA_INT);

	private static final MethodHandle RECEIVE = call("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT,
			ADDRESS);

	private static final MethodHandle SEND = call("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

	private static final MethodHandle POLL = call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

	private static final MethodHandle EVENT = call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);

	private static final MethodHandle READ = call("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

	private static final MethodHandle WRITE = call("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

	private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);

	private LinuxSockets() {
	}

	private static MethodHandle call(String name, ValueLayout result, MemoryLayout... arguments) {
		Linker linker = Linker.nativeLinker();
		MemorySegment function = linker.defaultLookup()
			.find(name)
			.orElseThrow(() -> new UnsatisfiedLinkError("This system has no " + name));
		return linker.downcallHandle(function, FunctionDescriptor.of(result, arguments),
				Linker.Option.captureCallState("errno"));
	}

	/** Room for the error number of a call, for one thread at a time. */
	static MemorySegment callState(Arena arena) {
		return arena.allocate(CALL_STATE);
	}

	static int errno(MemorySegment state) {
		return (int) ERRNO.get(state, 0L);
	}

	private static int checked(int result, String call, MemorySegment state) throws IOException {
		if (result < 0) {
			throw new IOException(call + " failed with errno " + errno(state));
		}
		return result;
	}

	static int socket(MemorySegment state, int family) throws IOException {
		try {
			return checked((int) SOCKET.invokeExact(state, family, DATAGRAM_SOCKET, 0), "socket", state);
		}
		catch (Throwable ex) {
			throw rethrown(ex);
		}
	}

	static void bind(MemorySegment state, int descriptor, MemorySegment address) throws IOException {
		try {
			checked((int) BIND.invokeExact(state, descriptor, address, (int) address.byteSize()), "bind", state);
		}
		catch (Throwable ex) {
			throw rethrown(ex);
		}
	}

	static void localAddress(MemorySegment state, int descriptor, MemorySegment into) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment size = arena.allocateFrom(JAVA_INT, (int) into.byteSize());
			checked((int) NAME.invokeExact(state, descriptor, into, size), "getsockname", state);
		}
		catch (Throwable ex) {
			throw rethrown(ex);
		}
	}

	static void buffers(MemorySegment state, int descriptor, int receive, int send) throws IOException {
		if (receive > 0) {
			option(state, descriptor, SOL_SOCKET, SO_RCVBUF, receive);
		}
		if (send > 0) {
			option(state, descriptor, SOL_SOCKET, SO_SNDBUF, send);
		}
	}

	/** Has an IPv6 socket serve IPv4 peers too. */
	static void dualStack(MemorySegment state, int descriptor) throws IOException {
		option(state, descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	}

	private static void option(MemorySegment state, int descriptor, int level, int name, int value)
			throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment holder = arena.allocateFrom(JAVA_INT, value);
			checked((int) OPTION.invokeExact(state, descriptor, level, name, holder, Integer.BYTES), "setsockopt",
					state);
		}
		catch (Throwable ex) {
			throw rethrown(ex);
		}
	}

	/** Returns how many datagrams came, or -1 with an error number. */
	static int receive(MemorySegment state, int descriptor, MemorySegment messages, int count) {
		try {
			return (int) RECEIVE.invokeExact(state, descriptor, messages, count, MSG_DONTWAIT, MemorySegment.NULL);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	/** Returns how many datagrams went out, or -1 with the first one's error number. */
	static int send(MemorySegment state, int descriptor, MemorySegment messages, int count) {
		try {
			return (int) SEND.invokeExact(state, descriptor, messages, count, MSG_DONTWAIT);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	static int poll(MemorySegment state, MemorySegment descriptors, long count, int millis) {
		try {
			return (int) POLL.invokeExact(state, descriptors, count, millis);
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	static int event(MemorySegment state) throws IOException {
		try {
			return checked((int) EVENT.invokeExact(state, 0, EVENT_FLAGS), "eventfd", state);
		}
		catch (Throwable ex) {
			throw rethrown(ex);
		}
	}

	/** Reads a long and does not care whether there is one. */
	static void readLong(MemorySegment state, int descriptor, MemorySegment into) {
		try {
			long size = (long) READ.invokeExact(state, descriptor, into, (long) Long.BYTES);
			assert size <= Long.BYTES;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	static void writeLong(MemorySegment state, int descriptor, MemorySegment value) {
		try {
			long size = (long) WRITE.invokeExact(state, descriptor, value, (long) Long.BYTES);
			assert size <= Long.BYTES;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	static void close(MemorySegment state, int descriptor) {
		try {
			int result = (int) CLOSE.invokeExact(state, descriptor);
			assert result == 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	private static IOException rethrown(Throwable thrown) {
		if (thrown instanceof IOException io) {
			return io;
		}
		throw unexpected(thrown);
	}

	private static IllegalStateException unexpected(Throwable thrown) {
		if (thrown instanceof Error error) {
			throw error;
		}
		return new IllegalStateException("A system call could not be made", thrown);
	}

}
