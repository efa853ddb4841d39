package io.dtls.spring.integration.dsl;

import java.util.function.Function;

import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.messaging.Message;

import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsSessions;

/**
 * DTLS in an {@link org.springframework.integration.dsl.IntegrationFlow}. Flows of a
 * server that is configured by properties begin with its channel instead,
 * {@code IntegrationFlow.from("dtlsInboundChannel")}.
 */
public final class Dtls {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private Dtls() {
	}

	/**
	 * Receives with a server of the flow's own, which starts and stops with the context.
	 * @param name of the server's bean
	 * @param server with all but a handler
	 * @return what a flow begins with
	 */
	public static DtlsInboundChannelAdapterSpec inboundAdapter(String name, DtlsServerBuilder server) {
		return new DtlsInboundChannelAdapterSpec(name, server);
	}

	/**
	 * Receives requests with a server of the flow's own, and answers them with what the
	 * flow ends in.
	 * @param name of the server's bean
	 * @param server with all but a handler
	 * @return what a flow begins with
	 */
	public static DtlsInboundGatewaySpec inboundGateway(String name, DtlsServerBuilder server) {
		return new DtlsInboundGatewaySpec(name, server);
	}

	/**
	 * Sends to the open session that the header {@code dtls_sessionId} names.
	 * @param sessions of servers
	 * @return what a flow ends in
	 */
	public static DtlsOutboundChannelAdapterSpec outboundAdapter(DtlsSessions sessions) {
		return new DtlsOutboundChannelAdapterSpec(sessions);
	}

	/**
	 * Sends to one server.
	 * @param sessions of a client
	 * @param host name or address of the server
	 * @param port its port
	 * @return what a flow ends in
	 */
	public static DtlsOutboundChannelAdapterSpec outboundAdapter(DtlsClientSessions sessions, String host, int port) {
		return new DtlsOutboundChannelAdapterSpec(sessions, server(host, port));
	}

	/**
	 * Sends to servers.
	 * @param sessions of a client
	 * @param destinationExpression a SpEL expression over the message that tells where it
	 * goes: to an {@code InetSocketAddress}, or a text such as {@code host:5684}
	 * @return what a flow ends in
	 */
	public static DtlsOutboundChannelAdapterSpec outboundAdapter(DtlsClientSessions sessions,
			String destinationExpression) {
		return new DtlsOutboundChannelAdapterSpec(sessions, PARSER.parseExpression(destinationExpression));
	}

	/**
	 * Sends to servers.
	 * @param sessions of a client
	 * @param destination tells where a message goes: an {@code InetSocketAddress}, or a
	 * text such as {@code host:5684}
	 * @return what a flow ends in
	 */
	public static DtlsOutboundChannelAdapterSpec outboundAdapter(DtlsClientSessions sessions,
			Function<Message<?>, ?> destination) {
		return new DtlsOutboundChannelAdapterSpec(sessions, new FunctionExpression<>(destination));
	}

	/**
	 * Sends requests to one server and goes on with their replies.
	 * @param client with all but a handler
	 * @param host name or address of the server
	 * @param port its port
	 * @return a step of a flow
	 */
	public static DtlsOutboundGatewaySpec outboundGateway(DtlsClientBuilder client, String host, int port) {
		return new DtlsOutboundGatewaySpec(client, server(host, port));
	}

	/**
	 * Sends requests to servers and goes on with their replies.
	 * @param client with all but a handler
	 * @param destinationExpression a SpEL expression over the message that tells where it
	 * goes, as of {@link #outboundAdapter(DtlsClientSessions, String)}
	 * @return a step of a flow
	 */
	public static DtlsOutboundGatewaySpec outboundGateway(DtlsClientBuilder client, String destinationExpression) {
		return new DtlsOutboundGatewaySpec(client, PARSER.parseExpression(destinationExpression));
	}

	/**
	 * Sends requests to servers and goes on with their replies.
	 * @param client with all but a handler
	 * @param destination tells where a request goes, as of
	 * {@link #outboundAdapter(DtlsClientSessions, Function)}
	 * @return a step of a flow
	 */
	public static DtlsOutboundGatewaySpec outboundGateway(DtlsClientBuilder client,
			Function<Message<?>, ?> destination) {
		return new DtlsOutboundGatewaySpec(client, new FunctionExpression<>(destination));
	}

	private static Expression server(String host, int port) {
		// An IPv6 address needs brackets before its port.
		return new LiteralExpression(
				(host.contains(":") && !host.startsWith("[")) ? "[" + host + "]:" + port : host + ":" + port);
	}

}
