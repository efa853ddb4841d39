package io.dtls.spring.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.dtls.AddressUnprovenException;
import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsSession;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.SessionTraffic;

/**
 * A session without a network: it remembers what was sent.
 */
public final class StubSession implements DtlsSession {

	private final PeerIdentity peer;

	private final String id;

	private final List<byte[]> sent = new ArrayList<>();

	private final List<DropReason> dropped = new ArrayList<>();

	private boolean open = true;

	private boolean unproven;

	public StubSession(PeerIdentity peer) {
		this(peer, "0123456789abcdef");
	}

	public StubSession(PeerIdentity peer, String id) {
		this.peer = peer;
		this.id = id;
	}

	/** Takes no message from now on, as a session whose peer may be elsewhere. */
	public void moveAway() {
		this.unproven = true;
	}

	/** Finds this session as a server does. */
	public Optional<DtlsSession> find(String id) {
		return id.equals(id()) ? Optional.of(this) : Optional.empty();
	}

	public List<String> sentText() {
		return this.sent.stream().map((bytes) -> new String(bytes, StandardCharsets.UTF_8)).toList();
	}

	public List<DropReason> dropped() {
		return this.dropped;
	}

	@Override
	public void countDropped(DropReason reason) {
		this.dropped.add(reason);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public InetSocketAddress provenAddress() {
		return remoteAddress();
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return new InetSocketAddress("192.0.2.7", 4711);
	}

	@Override
	public InetSocketAddress localAddress() {
		return new InetSocketAddress("192.0.2.1", 5684);
	}

	@Override
	public NegotiatedParameters negotiated() {
		return new NegotiatedParameters("DTLSv1.2", CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "x25519", true,
				false, null, null, false);
	}

	@Override
	public PeerIdentity peer() {
		return this.peer;
	}

	@Override
	public byte[] connectionId() {
		return new byte[0];
	}

	@Override
	public byte[] peerConnectionId() {
		return new byte[0];
	}

	@Override
	public byte[] exportKeyingMaterial(String label) {
		throw new IllegalArgumentException(label);
	}

	@Override
	public Instant openedAt() {
		return Instant.EPOCH;
	}

	@Override
	public Instant lastActivity() {
		return Instant.EPOCH;
	}

	@Override
	public SessionTraffic traffic() {
		return new SessionTraffic(0, 0, 0, 0);
	}

	@Override
	public int maxMessageSize() {
		return 1000;
	}

	@Override
	public void send(byte[] message) throws IOException {
		if (this.unproven) {
			throw new AddressUnprovenException(remoteAddress());
		}
		if (!this.open) {
			throw new SessionClosedException(CloseReason.LOCALLY_CLOSED);
		}
		this.sent.add(message);
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		this.open = false;
	}

}
