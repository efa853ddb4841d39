package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.MessageHandler;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.InvalidSettingException;
import io.dtls.settings.KeyLog;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;

/**
 * What servers and clients are configured with alike.
 *
 * @param <B> the builder that a call returns, to go on with
 */
public abstract sealed class EndpointBuilder<B extends EndpointBuilder<B>>
		permits DtlsServerBuilder, DtlsClientBuilder {

	// 1500 of Ethernet less IPv6, UDP and some tunnel.
	private static final int DEFAULT_MTU = 1400;

	// RFC 791: every host takes datagrams of 576 bytes; less than 256 cannot carry a
	// handshake in reasonable pieces.
	private static final int MIN_MTU = 256;

	// What UDP over IPv4 can carry.
	private static final int MAX_MTU = 65_507;

	String name;

	@Nullable InetSocketAddress bindAddress;

	int mtu = DEFAULT_MTU;

	SocketSettings socket;

	@Nullable Credentials credentials;

	SecuritySettings security = SecuritySettings.defaults();

	HandshakeSettings handshakes = HandshakeSettings.defaults();

	SessionSettings sessions = SessionSettings.defaults();

	DispatchSettings dispatch = DispatchSettings.defaults();

	ResumptionSettings resumption = ResumptionSettings.defaults();

	ConnectionIdSettings connectionIds;

	@Nullable KeyLog insecureKeyLog;

	@Nullable MessageHandler handler;

	@Nullable Executor handlerExecutor;

	DtlsObserver observer = DtlsObserver.NONE;

	EndpointBuilder(String name, SocketSettings socket, ConnectionIdSettings connectionIds) {
		this.name = name;
		this.socket = socket;
		this.connectionIds = connectionIds;
	}

	abstract B self();

	/**
	 * Names the endpoint's threads.
	 * @param value prefix of the threads' names
	 * @return this builder
	 */
	public B name(String value) {
		this.name = value;
		return self();
	}

	/**
	 * Sets what to bind to. If not set, a server takes any free port of all addresses,
	 * and a client any free port for each session.
	 * @param address port 0 takes any that is free; with another one, a client has one
	 * session at a time, and connects again from the same port
	 * @return this builder
	 */
	public B bind(InetSocketAddress address) {
		this.bindAddress = address;
		return self();
	}

	/**
	 * Sets the largest datagram to send.
	 * @param bytes of UDP payload, 256 to 65507; 1400 if not set
	 * @return this builder
	 * @throws InvalidSettingException if it is out of that range
	 */
	public B mtu(int bytes) {
		if (bytes < MIN_MTU || bytes > MAX_MTU) {
			throw new InvalidSettingException("mtu", bytes, MIN_MTU + " to " + MAX_MTU);
		}
		this.mtu = bytes;
		return self();
	}

	/**
	 * Sets the buffers to ask the system for.
	 * @param settings of each socket
	 * @return this builder
	 */
	public B socket(SocketSettings settings) {
		this.socket = settings;
		return self();
	}

	/**
	 * Sets what this side proves itself with, and whom it believes.
	 * @param value a certificate, keys, or several of them; replaces what was set before
	 * @return this builder
	 */
	public B credentials(Credentials value) {
		this.credentials = value;
		return self();
	}

	/**
	 * Sets what a handshake may agree on; the secure defaults if not set.
	 * @param settings suites, groups and the like
	 * @return this builder
	 */
	public B security(SecuritySettings settings) {
		this.security = settings;
		return self();
	}

	/**
	 * Sets how long handshakes may take, and how many may run.
	 * @param settings timeout, initial retransmission and size of messages hold for
	 * clients too; the limits are for servers
	 * @return this builder
	 */
	public B handshakes(HandshakeSettings settings) {
		this.handshakes = settings;
		return self();
	}

	/**
	 * Sets how many sessions may be open, and how long.
	 * @param settings idle timeout and greatest age hold for clients too; the limits are
	 * for servers
	 * @return this builder
	 */
	public B sessions(SessionSettings settings) {
		this.sessions = settings;
		return self();
	}

	/**
	 * Sets on which thread the handler runs, and how many messages may wait for it.
	 * @param settings in order on handler threads if not set
	 * @return this builder
	 */
	public B dispatch(DispatchSettings settings) {
		this.dispatch = settings;
		return self();
	}

	/**
	 * Sets what connection ids (RFC 9146) this side gives out. If not set, a server gives
	 * eight random bytes to peers that offer to use them, and a session moves with its
	 * newest record; a client uses the id that the server gives out, so that sessions
	 * outlive a change of the client's address, and servers put none into their records.
	 * @param settings size or source of the ids, and what a change of address does to a
	 * session of a server
	 * @return this builder
	 */
	public B connectionIds(ConnectionIdSettings settings) {
		this.connectionIds = settings;
		return self();
	}

	/**
	 * Sets whether and how sessions are resumed; from memory and for a day if not set. A
	 * client resumes its last session with a server.
	 * @param settings how many sessions are kept, and how long; stores are for servers
	 * @return this builder
	 */
	public B resumption(ResumptionSettings settings) {
		this.resumption = settings;
		return self();
	}

	/**
	 * Tells the secrets of all sessions, so that a capture of their traffic can be read.
	 * For development only.
	 * @param log such as {@link KeyLog#appendingTo}
	 * @return this builder
	 */
	public B insecureKeyLog(KeyLog log) {
		this.insecureKeyLog = log;
		return self();
	}

	/**
	 * Sets who takes the messages. A server needs one.
	 * @param value called as {@link #dispatch} says
	 * @return this builder
	 */
	public B handler(MessageHandler value) {
		this.handler = value;
		return self();
	}

	/**
	 * Runs the handler on threads of the caller's own, in ordered dispatch.
	 * @param executor may run many tasks at once; each serves several sessions
	 * @return this builder
	 */
	public B handlerExecutor(Executor executor) {
		this.handlerExecutor = executor;
		return self();
	}

	/**
	 * Sets who is told of sessions, failures and drops.
	 * @param value called on threads of the endpoint; must not block
	 * @return this builder
	 */
	public B observer(DtlsObserver value) {
		this.observer = value;
		return self();
	}

}
