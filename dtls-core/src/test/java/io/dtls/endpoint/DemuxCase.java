package io.dtls.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.DemuxMode;

/**
 * The ways to serve many peers, which must not differ to a user.
 */
enum DemuxCase {

	ROUTER_IPV4(DemuxMode.ROUTER, "127.0.0.1"),

	ROUTER_IPV6(DemuxMode.ROUTER, "::1"),

	CONNECTED_IPV4(DemuxMode.CONNECTED, "127.0.0.1"),

	CONNECTED_IPV6(DemuxMode.CONNECTED, "::1");

	private final DemuxMode mode;

	private final String address;

	DemuxCase(DemuxMode mode, String address) {
		this.mode = mode;
		this.address = address;
	}

	/** Those that this platform can do. */
	static DemuxCase[] possible() {
		boolean connected = PlatformCapabilities.current().connectedSockets();
		return Arrays.stream(values())
			.filter((one) -> connected || one.mode != DemuxMode.CONNECTED)
			.toArray(DemuxCase[]::new);
	}

	/** As a part of host:port. */
	String host() {
		return this.address.contains(":") ? "[" + this.address + "]" : this.address;
	}

	DtlsServerBuilder server() throws UnknownHostException {
		return DtlsServer.builder()
			.bind(new InetSocketAddress(InetAddress.getByName(this.address), 0))
			.demux(this.mode);
	}

}
