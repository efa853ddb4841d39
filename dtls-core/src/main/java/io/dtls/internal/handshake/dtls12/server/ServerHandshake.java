package io.dtls.internal.handshake.dtls12.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.DatagramOut;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.handshake.dtls12.CipherHook;
import io.dtls.internal.handshake.dtls12.Handshake;
import io.dtls.internal.handshake.dtls12.HandshakeSide;
import io.dtls.internal.handshake.dtls12.HandshakeTransport;
import io.dtls.internal.handshake.dtls12.HelloRequests;
import io.dtls.internal.handshake.dtls12.OutboundFlight;
import io.dtls.internal.handshake.protocol.HandshakeRefused;

/**
 * A server's handshake, from the ClientHello that was admitted to its outcome. The
 * datagram that held this hello is the first one to be offered.
 */
public final class ServerHandshake extends Handshake {

	private final ServerHandshakeContext context;

	private final byte[] cookie;

	private final InboundFromClient inbound;

	private final HandshakeServer server;

	/**
	 * Prepares a handshake without connection ids.
	 * @param context what all handshakes have in common
	 * @param peer the other side
	 * @param cookie the cookie, from {@link CookieExchange.Answer.Admit}
	 * @param out sends to the peer
	 * @param outcome hears how it ends
	 */
	public ServerHandshake(ServerHandshakeContext context, InetSocketAddress peer, byte[] cookie, DatagramOut out,
			Outcome outcome) {
		this(context, peer, cookie, out, outcome, new byte[0]);
	}

	/**
	 * Prepares a handshake.
	 * @param context what all handshakes have in common
	 * @param peer the other side
	 * @param cookie the cookie, from {@link CookieExchange.Answer.Admit}
	 * @param out sends to the peer
	 * @param outcome hears how it ends
	 * @param connectionId given to the peer if it offers to use connection ids (RFC
	 * 9146), or null for none
	 */
	public ServerHandshake(ServerHandshakeContext context, InetSocketAddress peer, byte[] cookie, DatagramOut out,
			Outcome outcome, byte @Nullable [] connectionId) {
		this(context, peer, cookie.clone(), outcome, new Parts(context, cookie, out, orNone(connectionId)));
	}

	private ServerHandshake(ServerHandshakeContext context, InetSocketAddress peer, byte[] cookie, Outcome outcome,
			Parts parts) {
		super(peer, outcome, parts.transport, parts.hook);
		this.context = context;
		this.cookie = cookie;
		this.inbound = parts.inbound;
		this.server = parts.server;
	}

	private static byte[] orNone(byte @Nullable [] connectionId) {
		return (connectionId != null) ? connectionId.clone() : new byte[0];
	}

	/**
	 * Whether the whole ClientHello is there, so that {@link #run} can begin. Turns true
	 * once, in {@link #offer}.
	 */
	public boolean helloComplete() {
		return transport().hasBegun();
	}

	/**
	 * Whether the ClientHello, or another message since, is longer than allowed, so that
	 * the peer waits for an answer in vain.
	 */
	public boolean sawOversizedMessage() {
		return transport().sawOversizedMessage();
	}

	/**
	 * Whether a ClientHello is the one this handshake began with, sent again.
	 * @param helloCookie the valid cookie in it
	 */
	public boolean startedWith(byte[] helloCookie) {
		return MessageDigest.isEqual(this.cookie, helloCookie);
	}

	@Override
	public void perform() throws IOException {
		if (this.cookie.length == 0) {
			// Bouncy Castle takes a request for one that followed a HelloVerifyRequest.
			new DTLSServerProtocol().accept(this.server, transport());
			return;
		}
		DTLSRequest request = HelloRequests.parse(this.inbound.helloRecord(), this.cookie, this.context.random());
		if (request == null) {
			throw new HandshakeRefused(HandshakeFailureReason.PROTOCOL_ERROR, AlertDescription.decode_error,
					"The ClientHello cannot be parsed", null);
		}
		new DTLSServerProtocol().accept(this.server, transport(), request);
	}

	@Override
	public HandshakeSide side() {
		return this.server;
	}

	/** What a handshake is made of, in the order in which each needs the other. */
	private static final class Parts {

		private final InboundFromClient inbound;

		private final HandshakeTransport transport;

		private final CipherHook hook;

		private final HandshakeServer server;

		Parts(ServerHandshakeContext context, byte[] cookie, DatagramOut out, byte[] connectionId) {
			this.inbound = new InboundFromClient(cookie, connectionId, context.handshakes().maxMessageSize());
			this.transport = new HandshakeTransport(this.inbound, new OutboundFlight(out, context.mtu()),
					context.handshakes().timeout(), context.handshakes().initialRetransmit());
			this.hook = new CipherHook(this.transport);
			this.server = new HandshakeServer(this.hook, context, connectionId);
		}

	}

}
