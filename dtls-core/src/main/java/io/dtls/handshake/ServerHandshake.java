package io.dtls.handshake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.List;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DropReason;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.NegotiatedParameters;

/**
 * One handshake, from the ClientHello with a valid cookie to its outcome. The endpoint
 * thread offers what arrives; {@link #run} belongs on a handshake thread and blocks.
 */
public final class ServerHandshake implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ServerHandshake.class);

	private static final byte[] NO_CONNECTION_ID = new byte[0];

	private final ServerHandshakeContext context;

	private final InetSocketAddress peer;

	private final byte[] cookie;

	private final Outcome outcome;

	private final HandshakeTransport transport;

	private final CipherHook hook;

	private final HandshakeServer server;

	private final long startedAt = System.nanoTime();

	/**
	 * Prepares a handshake without connection ids.
	 * @param context what all handshakes have in common
	 * @param peer the other side
	 * @param cookie the valid cookie, from {@link CookieExchange.Answer.Admit}
	 * @param out sends to the peer
	 * @param outcome hears how it ends
	 */
	public ServerHandshake(ServerHandshakeContext context, InetSocketAddress peer, byte[] cookie, DatagramOut out,
			Outcome outcome) {
		this(context, peer, cookie, out, outcome, null);
	}

	/**
	 * Prepares a handshake.
	 * @param context what all handshakes have in common
	 * @param peer the other side
	 * @param cookie the valid cookie, from {@link CookieExchange.Answer.Admit}
	 * @param out sends to the peer
	 * @param outcome hears how it ends
	 * @param connectionId given to the peer if it offers to use connection ids (RFC
	 * 9146), or null for none
	 */
	public ServerHandshake(ServerHandshakeContext context, InetSocketAddress peer, byte[] cookie, DatagramOut out,
			Outcome outcome, byte @Nullable [] connectionId) {
		byte[] id = (connectionId != null) ? connectionId.clone() : NO_CONNECTION_ID;
		this.context = context;
		this.peer = peer;
		this.cookie = cookie.clone();
		this.outcome = outcome;
		this.transport = new HandshakeTransport(
				new InboundFlight(this.cookie, id, context.handshakes().maxMessageSize()),
				new OutboundFlight(out, context.mtu()), context.handshakes().timeout(),
				context.handshakes().initialRetransmit());
		this.hook = new CipherHook(this.transport);
		this.server = new HandshakeServer(new HandshakeCrypto(context.random(), this.hook), context, id);
	}

	/**
	 * Takes one datagram of this peer, beginning with the one that held the admitted
	 * ClientHello. Never blocks; copies what it keeps.
	 * @param datagram holds the datagram
	 * @param off where it starts
	 * @param len its size in bytes
	 * @return null if something of it was kept, else why it was dropped
	 */
	public @Nullable DropReason offer(byte[] datagram, int off, int len) {
		return this.transport.offer(datagram, off, len);
	}

	/**
	 * Whether the whole ClientHello is there, so that {@link #run} can begin. Turns true
	 * once, in {@link #offer}.
	 */
	public boolean helloComplete() {
		return this.transport.isHelloComplete();
	}

	/**
	 * Whether a ClientHello is the one this handshake began with, sent again.
	 * @param helloCookie the valid cookie in it
	 */
	public boolean startedWith(byte[] helloCookie) {
		return MessageDigest.isEqual(this.cookie, helloCookie);
	}

	/**
	 * Runs the handshake to its end and announces the outcome. Nothing the peer sends
	 * makes this throw.
	 */
	@Override
	public void run() {
		HandshakeFailure failure = new HandshakeFailure(this.peer, HandshakeFailureReason.INTERNAL_ERROR,
				"The handshake thread broke off", null, 0);
		Established established = null;
		try {
			established = handshake();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Handshake failed", ex);
			failure = new FailureCause(this.transport, this.server).explain(ex, this.peer, elapsed());
		}
		finally {
			this.transport.flush();
			if (established != null) {
				this.outcome.established(established);
			}
			else {
				discard();
				this.outcome.failed(failure);
			}
		}
	}

	private long elapsed() {
		return System.nanoTime() - this.startedAt;
	}

	private Established handshake() throws IOException {
		this.transport.begin();
		if (this.transport.abortReason() != null) {
			throw new IOException("Given up before it began");
		}
		DTLSRequest request = HelloRequests.parse(this.transport.helloRecord(), this.cookie, this.context.random());
		if (request == null) {
			throw new HandshakeRefused(HandshakeFailureReason.PROTOCOL_ERROR, AlertDescription.decode_error,
					"The ClientHello cannot be parsed", null);
		}
		// The DTLSTransport it returns is not used: the session has a record layer of its
		// own.
		new DTLSServerProtocol().accept(this.server, this.transport, request);
		return establish();
	}

	private Established establish() {
		HandshakeCipher cipher = this.hook.cipher();
		NegotiatedParameters negotiated = this.server.negotiated();
		byte[] finished = (cipher != null) ? cipher.finished() : null;
		if (cipher == null || negotiated == null || finished == null) {
			throw new IllegalStateException("Bouncy Castle ended a handshake without keys or Finished");
		}
		LastFlight lastFlight = new LastFlight(finished, this.transport.nextPlaintextRecord());
		return new Established(cipher.handOver(), negotiated, this.server.peer(), lastFlight, cipher.early(),
				NO_CONNECTION_ID);
	}

	private void discard() {
		HandshakeCipher cipher = this.hook.cipher();
		if (cipher != null) {
			cipher.destroy();
		}
		this.transport.closeInbound();
	}

	/**
	 * Ends the handshake soon, from any thread; the outcome is announced by {@link #run}.
	 * A handshake that has not begun to run announces nothing: the endpoint forgets it.
	 * @param why what the failure will say
	 */
	public void abort(HandshakeFailureReason why) {
		this.transport.abort(why);
	}

	/**
	 * What arrived after the handshake took its last record, in order, one record each.
	 * Called once, by the endpoint thread, after {@link Outcome#established}; nothing is
	 * kept from then on.
	 */
	public List<byte[]> remainingRecords() {
		return this.transport.closeInbound();
	}

	/** Bytes held in datagrams and reassembly. */
	public int memoryHeld() {
		return this.transport.memoryHeld();
	}

	/** Records of epoch 1 that failed authentication so far. */
	public long undecryptableRecords() {
		return this.transport.undecryptableRecords();
	}

	/**
	 * Whether the peer's Finished could not be decrypted more than once, as happens with
	 * a wrong PSK. The handshake goes on until its timeout, as anyone can forge such
	 * records.
	 */
	public boolean keysSeemToDiffer() {
		return this.transport.keysSeemToDiffer();
	}

}
