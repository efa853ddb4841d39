package io.dtls.internal.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

import io.dtls.internal.transport.BatchedSockets;
import io.dtls.internal.transport.ConnectedDatagramTransport;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.InvalidSettingException;

/**
 * The sockets of a server, by its demultiplexing mode and what the platform can do.
 *
 * @param mode router or connected
 * @param ioThreads how many sockets there are to be
 */
public record ServerTransports(DemuxMode mode, int ioThreads) implements ServerRuntime.TransportFactory {

	private static final int MAX_IO_THREADS = 256;

	/** The mode that a mode stands for. */
	public static DemuxMode chosen(DemuxMode mode) {
		return (mode == DemuxMode.CONNECTED) ? mode : DemuxMode.ROUTER;
	}

	/**
	 * Chooses, or says why it cannot be had.
	 * @param mode what was asked for; {@code auto} is the router on every platform, where
	 * it measures best
	 * @param ioThreads how many threads are to receive
	 * @param address what the server binds to
	 * @param platform what its sockets can do
	 * @return opens the sockets
	 * @throws IllegalArgumentException if the platform cannot do what was asked for
	 */
	public static ServerTransports of(DemuxMode mode, int ioThreads, InetSocketAddress address,
			PlatformCapabilities platform) {
		if (ioThreads < 1 || ioThreads > MAX_IO_THREADS) {
			throw new InvalidSettingException("io-threads", ioThreads, "1 to " + MAX_IO_THREADS);
		}
		if (ioThreads > 1 && !platform.balancedSockets()) {
			throw new InvalidSettingException("io-threads", ioThreads,
					"1, as " + platform.name() + " does not spread peers over sockets on one port; more need Linux");
		}
		if (chosen(mode) == DemuxMode.ROUTER) {
			return new ServerTransports(DemuxMode.ROUTER, ioThreads);
		}
		requireConnected(ioThreads, address, platform);
		return new ServerTransports(DemuxMode.CONNECTED, ioThreads);
	}

	private static void requireConnected(int ioThreads, InetSocketAddress address, PlatformCapabilities platform) {
		if (!platform.connectedSockets()) {
			throw notConnected(
					"as " + platform.name() + " does not sort datagrams by connected sockets; 'connected' needs Linux");
		}
		if (address.isUnresolved() || address.getAddress().isAnyLocalAddress()) {
			throw notConnected("or bind to a specific local address, which 'connected' needs, not to " + address);
		}
		if (ioThreads > 1) {
			throw notConnected("as 'connected' has one thread for all sockets, not " + ioThreads);
		}
	}

	private static InvalidSettingException notConnected(String reason) {
		return new InvalidSettingException("demux", "'connected'", "'router' or 'auto', " + reason);
	}

	@Override
	public DatagramTransport open(ServerConfiguration configuration) throws IOException {
		return (this.mode == DemuxMode.CONNECTED)
				? ConnectedDatagramTransport.bind(configuration.bindAddress(), configuration.socket())
				: BatchedSockets.bind(configuration.bindAddress(), configuration.socket());
	}

	@Override
	public List<DatagramTransport> openAll(ServerConfiguration configuration) throws IOException {
		return (this.ioThreads == 1) ? List.of(open(configuration))
				: NioDatagramTransport.bindAll(configuration.bindAddress(), configuration.socket(), this.ioThreads);
	}

}
