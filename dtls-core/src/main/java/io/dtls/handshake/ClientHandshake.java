package io.dtls.handshake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.bouncycastle.tls.DTLSClientProtocol;

/**
 * A client's handshake, from its ClientHello to its outcome.
 */
public final class ClientHandshake extends Handshake {

	private final HandshakeClient client;

	/**
	 * Prepares a handshake.
	 * @param context what all handshakes have in common
	 * @param server the other side; its host name, where it has one, is what the
	 * certificate has to bear
	 * @param timeout after which it is given up, if that is sooner than the context says
	 * @param out sends to the server
	 * @param outcome hears how it ends
	 */
	public ClientHandshake(ClientHandshakeContext context, InetSocketAddress server, Duration timeout, DatagramOut out,
			Outcome outcome) {
		this(context, server, outcome, transport(context, timeout, out));
	}

	private ClientHandshake(ClientHandshakeContext context, InetSocketAddress server, Outcome outcome,
			HandshakeTransport transport) {
		this(context, server, outcome, transport, new CipherHook(transport));
	}

	private ClientHandshake(ClientHandshakeContext context, InetSocketAddress server, Outcome outcome,
			HandshakeTransport transport, CipherHook hook) {
		super(server, outcome, transport, hook);
		String name = context.client().serverName();
		HostName host = HostName.of((name != null) ? name : server.getHostString());
		this.client = new HandshakeClient(context, hook, host, server.getPort());
	}

	private static HandshakeTransport transport(ClientHandshakeContext context, Duration timeout, DatagramOut out) {
		Duration allowed = context.handshakes().timeout();
		InboundFlight inbound = new InboundFromServer(new byte[0], context.handshakes().maxMessageSize());
		return new HandshakeTransport(inbound, new OutboundFlight(out, context.mtu()),
				(timeout.compareTo(allowed) < 0) ? timeout : allowed, context.handshakes().initialRetransmit());
	}

	@Override
	void perform() throws IOException {
		new DTLSClientProtocol().connect(this.client, transport());
	}

	@Override
	HandshakeSide side() {
		return this.client;
	}

}
