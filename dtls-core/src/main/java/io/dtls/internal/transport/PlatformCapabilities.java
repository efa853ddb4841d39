package io.dtls.internal.transport;

import java.util.Locale;

/**
 * What the UDP sockets of an operating system can do when several share one port.
 *
 * @param name of the system, for messages
 * @param connectedSockets whether a socket that is connected to a peer takes that peer's
 * datagrams, and no others, from an unconnected one on the same port
 * @param balancedSockets whether the system spreads peers over unconnected sockets on the
 * same port, each peer staying with one ({@code SO_REUSEPORT})
 */
public record PlatformCapabilities(String name, boolean connectedSockets, boolean balancedSockets) {

	/**
	 * Tells what a system can do.
	 * @param osName as the system property {@code os.name} has it
	 * @return what is known of it; nothing is taken for granted of systems that are not
	 * Linux: Windows hands all datagrams to the socket that was bound first, and macOS
	 * lets sockets share a port without spreading peers over them
	 */
	public static PlatformCapabilities of(String osName) {
		boolean linux = osName.toLowerCase(Locale.ROOT).startsWith("linux");
		return new PlatformCapabilities(osName, linux, linux);
	}

	public static PlatformCapabilities current() {
		return of(System.getProperty("os.name", "unknown"));
	}

}
