package io.dtls.internal.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsObserver;
import io.dtls.MessageHandler;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;

/**
 * A client's checked configuration.
 *
 * @param name names the client's threads
 * @param server whom to connect to where nothing else is said, or null
 * @param bindAddress what to bind to, or null for any free port
 * @param connectTimeout how long connecting may take where nothing else is said
 * @param mtu largest datagram to send, in bytes of UDP payload
 * @param socket buffers of each socket
 * @param handshakeContext credentials and what may be negotiated
 * @param sessions limits of sessions
 * @param dispatch how messages reach the handler
 * @param handler takes the messages
 * @param handlerExecutor where it runs, or null for threads of the client's own
 * @param observer is told what happens
 */
public record ClientConfiguration(String name, @Nullable InetSocketAddress server,
		@Nullable InetSocketAddress bindAddress, Duration connectTimeout, int mtu, SocketSettings socket,
		ClientHandshakeContext handshakeContext, SessionSettings sessions, DispatchSettings dispatch,
		MessageHandler handler, @Nullable Executor handlerExecutor, DtlsObserver observer) {

}
