package io.dtls.internal.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.settings.SocketSettings;

/**
 * Opens the sockets that a server's threads read: those that take many datagrams with one
 * system call where there are such, else those of {@code java.nio}. The former need Linux
 * on 64-bit x86 or ARM, Java 22 and its {@code --enable-native-access}; without that
 * permission Java would print a warning, so nothing is tried.
 */
public final class BatchedSockets {

	private static final Logger logger = LoggerFactory.getLogger(BatchedSockets.class);

	private static final @Nullable MethodHandle BIND = findBind();

	private BatchedSockets() {
	}

	/**
	 * Opens a socket.
	 * @param address what to bind to; port 0 takes any that is free
	 * @param settings buffer sizes to ask for, and whether to batch
	 * @return a transport that is ready to receive
	 * @throws IOException if the address cannot be bound
	 */
	public static DatagramTransport bind(InetSocketAddress address, SocketSettings settings) throws IOException {
		if (BIND == null || !settings.batched() || address.isUnresolved()) {
			return NioDatagramTransport.bind(address, settings);
		}
		try {
			return (DatagramTransport) BIND.invokeExact(address, settings);
		}
		catch (IOException ex) {
			// The other kind knows the better message, or a way.
			logger.debug("No batched socket at {}", address, ex);
			return NioDatagramTransport.bind(address, settings);
		}
		catch (Throwable ex) {
			logger.warn("Batched sockets do not work here", ex);
			return NioDatagramTransport.bind(address, settings);
		}
	}

	/** Whether {@link #bind} can open batched sockets on this JVM. */
	public static boolean available() {
		return BIND != null;
	}

	private static @Nullable MethodHandle findBind() {
		String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
		if (!system.equals("Linux amd64") && !system.equals("Linux aarch64")) {
			return null;
		}
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			// Java 22.
			Object allowed = lookup
				.findVirtual(Module.class, "isNativeAccessEnabled", MethodType.methodType(boolean.class))
				.invoke(BatchedSockets.class.getModule());
			if (!Boolean.TRUE.equals(allowed)) {
				return null;
			}
			Class<?> batched = lookup.findClass("io.dtls.internal.transport.BatchedDatagramTransport");
			return lookup.findStatic(batched, "bind",
					MethodType.methodType(DatagramTransport.class, InetSocketAddress.class, SocketSettings.class));
		}
		catch (Throwable ex) {
			logger.debug("No batched sockets", ex);
			return null;
		}
	}

}
