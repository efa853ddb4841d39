package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.MessageHandler;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.store.CountedResumptionStore;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.settings.SocketSettings;

/**
 * A server's checked configuration.
 *
 * @param name names the server's threads
 * @param bindAddress what to bind to
 * @param mtu largest datagram to send, in bytes of UDP payload
 * @param socket buffers of the socket
 * @param handshakeContext credentials and what may be negotiated
 * @param handshakes limits of handshakes
 * @param sessions limits of sessions
 * @param dispatch how messages reach the handler
 * @param handler takes the messages
 * @param handlerExecutor where it runs, or null for threads of the server's own
 * @param observer is told what happens
 * @param cookies verifies peers' addresses
 * @param resumptionStore keeps sessions that can be resumed, or null
 * @param connectionIds what connection ids are given out, and what they are good for
 * @param snapshots how sessions outlive this server, or null if they do not
 */
public record ServerConfiguration(String name, InetSocketAddress bindAddress, int mtu, SocketSettings socket,
		ServerHandshakeContext handshakeContext, HandshakeSettings handshakes, SessionSettings sessions,
		DispatchSettings dispatch, MessageHandler handler, @Nullable Executor handlerExecutor, DtlsObserver observer,
		CookieExchange cookies, @Nullable CountedResumptionStore resumptionStore, ConnectionIdSettings connectionIds,
		@Nullable SnapshotSettings snapshots) {

	public ServerConfiguration withHandshakeContext(ServerHandshakeContext context) {
		return new ServerConfiguration(this.name, this.bindAddress, this.mtu, this.socket, context, this.handshakes,
				this.sessions, this.dispatch, this.handler, this.handlerExecutor, this.observer, this.cookies,
				this.resumptionStore, this.connectionIds, this.snapshots);
	}

}
