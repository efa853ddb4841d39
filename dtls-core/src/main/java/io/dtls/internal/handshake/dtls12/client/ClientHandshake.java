package io.dtls.internal.handshake.dtls12.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.bouncycastle.tls.DTLSClientProtocol;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.DatagramOut;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.dtls12.CipherHook;
import io.dtls.internal.handshake.dtls12.Handshake;
import io.dtls.internal.handshake.dtls12.HandshakeSide;
import io.dtls.internal.handshake.dtls12.HandshakeTransport;
import io.dtls.internal.handshake.dtls12.InboundFlight;
import io.dtls.internal.handshake.dtls12.OutboundFlight;
import io.dtls.internal.handshake.identity.HostName;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.settings.ConnectionIdSource;

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
		this(server, outcome, new Parts(context, server, timeout, out));
	}

	private ClientHandshake(InetSocketAddress server, Outcome outcome, Parts parts) {
		super(server, outcome, parts.transport, parts.hook);
		this.client = parts.client;
	}

	/**
	 * Has the session that this handshake ended in resumed no more, as a fatal alert asks
	 * for (RFC 5246, section 7.2.2).
	 */
	public void forgetSession() {
		this.client.forgetSession();
	}

	@Override
	public void perform() throws IOException {
		new DTLSClientProtocol().connect(this.client, transport());
	}

	@Override
	public HandshakeSide side() {
		return this.client;
	}

	/** What a handshake is made of, in the order in which each needs the other. */
	private static final class Parts {

		private final HandshakeTransport transport;

		private final CipherHook hook;

		private final HandshakeClient client;

		Parts(ClientHandshakeContext context, InetSocketAddress server, Duration timeout, DatagramOut out) {
			ConnectionIdSource ids = context.connectionIds();
			byte @Nullable [] connectionId = (ids != null) ? ids.next() : null;
			Duration allowed = context.handshakes().timeout();
			InboundFlight inbound = new InboundFromServer((connectionId != null) ? connectionId : new byte[0],
					context.handshakes().maxMessageSize(), Version.newestOf(context.security()));
			this.transport = new HandshakeTransport(inbound, new OutboundFlight(out, context.mtu()),
					(timeout.compareTo(allowed) < 0) ? timeout : allowed, context.handshakes().initialRetransmit());
			this.hook = new CipherHook(this.transport);
			String name = context.client().serverName();
			HostName host = HostName.of((name != null) ? name : server.getHostString());
			this.client = new HandshakeClient(context, this.hook, host, server, connectionId);
		}

	}

}
