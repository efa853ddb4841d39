package io.dtls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;

import javax.net.ssl.SSLSession;

import io.dtls.settings.SecuritySettings;

/**
 * One established DTLS association with one peer. Safe for use by any thread.
 */
public interface DtlsSession {

	/**
	 * Opaque, random and unique in this endpoint; not the session id of the protocol.
	 * @return sixteen hexadecimal digits
	 */
	String id();

	/**
	 * Where the peer was last heard from, which changes when a session with a connection
	 * id moves (RFC 9146, section 6).
	 * @return the peer's current address
	 */
	InetSocketAddress remoteAddress();

	/**
	 * Where the peer has proven to be: by its handshake, or by answering a return
	 * routability check (RFC 9853). While the {@link #remoteAddress} is another one, that
	 * is a claim: at most three times the bytes that came from there go there.
	 * @return the address by which this session is found and counted
	 */
	InetSocketAddress provenAddress();

	/**
	 * Where the datagrams of this session leave from.
	 * @return the address that the endpoint is bound to, perhaps the wildcard
	 */
	InetSocketAddress localAddress();

	/**
	 * What the handshake agreed on.
	 * @return protocol, cipher suite and the like
	 */
	NegotiatedParameters negotiated();

	/**
	 * Who the peer proved to be.
	 * @return its certificates, PSK identity or raw key; empty if it is anonymous
	 */
	PeerIdentity peer();

	/**
	 * What the peer puts into its records (RFC 9146).
	 * @return the connection id this side gave out, empty if none is used
	 */
	byte[] connectionId();

	/**
	 * What this side puts into its records (RFC 9146).
	 * @return the connection id the peer gave out, empty if none is used
	 */
	byte[] peerConnectionId();

	/**
	 * Keying material for a use of the application's own (RFC 5705), without a context.
	 * @param label one of {@link SecuritySettings#exports}
	 * @return a copy, of the length that was configured
	 * @throws IllegalArgumentException if none was exported under this label: it is not
	 * configured, the peer has no extended master secret, or the session was restored
	 */
	byte[] exportKeyingMaterial(String label);

	/**
	 * When the handshake ended.
	 * @return wall-clock time; after a restoration that of the original session
	 */
	Instant openedAt();

	/**
	 * When an authentic record last arrived or a message last left.
	 * @return wall-clock time, accurate to about a second
	 */
	Instant lastActivity();

	/**
	 * What has passed in this session.
	 * @return messages and bytes of application data, both ways, until now
	 */
	SessionTraffic traffic();

	/**
	 * Largest message {@link #send} takes now.
	 * @return bytes of application data that fit into one datagram
	 */
	int maxMessageSize();

	/**
	 * Protects one message and hands it to the network as one datagram. Delivery is as
	 * unreliable as UDP.
	 * @param message application data, up to {@link #maxMessageSize()} bytes; may be
	 * empty
	 * @throws MessageTooLargeException if it does not fit into one datagram
	 * @throws SessionClosedException if the session has ended
	 * @throws IOException if the socket refuses the datagram
	 */
	void send(byte[] message) throws IOException;

	/**
	 * Counts a message that the application has dropped, among those that were dropped
	 * here.
	 * @param reason such as {@link DropReason#QUEUE_FULL}
	 */
	default void countDropped(DropReason reason) {
		// Nobody counts.
	}

	/**
	 * Whether messages can still pass.
	 * @return false once either side or a timeout has ended the session
	 */
	boolean isOpen();

	/**
	 * This session as JSSE describes one, as far as it has the notion: peer, protocol,
	 * suite and times.
	 * @return a view with named values of its own, which sees what becomes of the session
	 */
	default SSLSession asSslSession() {
		return new SessionView(this);
	}

	/**
	 * Sends close_notify and ends the session; does nothing when it has ended already.
	 */
	void close();

}
