package io.dtls.endpoint;

import java.net.InetSocketAddress;

import io.dtls.DemuxMode;
import io.dtls.transport.BatchedSockets;
import io.dtls.transport.ConnectedDatagramTransport;
import io.dtls.transport.PlatformCapabilities;

/**
 * Chooses the sockets of a server by its demultiplexing mode and what the platform can
 * do.
 */
final class ServerTransports {

	private ServerTransports() {
	}

	/** The mode that a mode stands for. */
	static DemuxMode chosen(DemuxMode mode) {
		return (mode == DemuxMode.CONNECTED) ? mode : DemuxMode.ROUTER;
	}

	/**
	 * Chooses, or says why it cannot be had.
	 * @param mode what was asked for; {@code auto} is the router on every platform, where
	 * it measures best
	 * @param address what the server binds to
	 * @param platform what its sockets can do
	 * @return opens the sockets
	 * @throws IllegalArgumentException if the platform cannot do what was asked for
	 */
	static ServerRuntime.TransportFactory of(DemuxMode mode, InetSocketAddress address, PlatformCapabilities platform) {
		if (chosen(mode) == DemuxMode.ROUTER) {
			return (configuration) -> BatchedSockets.bind(configuration.bindAddress(), configuration.socket());
		}
		if (!platform.connectedSockets()) {
			throw new IllegalArgumentException("demux 'connected' needs Linux, as " + platform.name()
					+ " does not sort datagrams by connected sockets; use 'router' or 'auto'");
		}
		if (address.isUnresolved() || address.getAddress().isAnyLocalAddress()) {
			throw new IllegalArgumentException("demux 'connected' needs a specific local address to bind to, not "
					+ address + "; set one, or use 'router' or 'auto'");
		}
		return (configuration) -> ConnectedDatagramTransport.bind(configuration.bindAddress(), configuration.socket());
	}

}
