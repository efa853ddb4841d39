package io.dtls.spring.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.integration.MessageTimeoutException;
import org.springframework.integration.expression.ExpressionUtils;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.integration.support.management.ManageableLifecycle;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.util.Assert;

import io.dtls.DtlsSession;
import io.dtls.SessionClosedException;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.integration.DtlsRequests.Correlation;

/**
 * Sends requests to servers and makes messages of their replies. The reply is the next
 * message of the session: then requests to one destination go out one after the other,
 * and a session that does not answer in time ends. With a {@linkplain #setCorrelation
 * correlation} of the application's own many requests can be on their way. When it is
 * {@linkplain #setAsync asynchronous}, no thread waits.
 */
public class DtlsOutboundGateway extends AbstractReplyProducingMessageHandler implements ManageableLifecycle {

	private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(10);

	private static final int MAX_SESSIONS = 1000;

	private final DtlsClientBuilder builder;

	private final Expression destination;

	private DtlsMessageMapper mapper = new DtlsMessageMapper();

	private Duration replyTimeout = REPLY_TIMEOUT;

	private Correlation correlation = Correlation.NEXT_MESSAGE;

	private int maxSessions = MAX_SESSIONS;

	private @Nullable MessageChannel unsolicitedMessageChannel;

	private @Nullable String unsolicitedMessageChannelName;

	@SuppressWarnings("NullAway.Init")
	private EvaluationContext evaluation;

	@SuppressWarnings("NullAway.Init")
	private DtlsRequests requests;

	@SuppressWarnings("NullAway.Init")
	private DtlsClientSessions sessions;

	/**
	 * Creates a gateway with a client of its own.
	 * @param builder with all but a handler, which the gateway is
	 * @param destination tells where a request goes: an {@code InetSocketAddress}, or a
	 * text such as {@code host:5684}
	 */
	public DtlsOutboundGateway(DtlsClientBuilder builder, Function<Message<?>, ?> destination) {
		this(builder, new FunctionExpression<>(destination));
	}

	/**
	 * Creates a gateway with a client of its own.
	 * @param builder with all but a handler, which the gateway is
	 * @param destination tells where a request goes: an {@code InetSocketAddress}, or a
	 * text such as {@code host:5684}
	 */
	public DtlsOutboundGateway(DtlsClientBuilder builder, Expression destination) {
		this.builder = builder;
		this.destination = destination;
	}

	/**
	 * Sets what makes datagrams of messages and the other way round.
	 * @param mapper one that adds headers, say
	 */
	public void setMapper(DtlsMessageMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Sets how long a reply is awaited, once there is a session to send the request in.
	 * @param replyTimeout if not set, 10 seconds
	 */
	public void setReplyTimeout(Duration replyTimeout) {
		this.replyTimeout = replyTimeout;
	}

	/**
	 * Sets how replies find their requests: where both functions tell the same.
	 * @param ofRequest tells a request's key
	 * @param ofReply tells a reply's key
	 */
	public void setCorrelation(Function<Message<?>, Object> ofRequest, Function<Message<?>, Object> ofReply) {
		this.correlation = new Correlation(ofRequest, ofReply);
	}

	/**
	 * Sets how many sessions there may be at a time.
	 * @param maxSessions if not set, 1000
	 */
	public void setMaxSessions(int maxSessions) {
		this.maxSessions = maxSessions;
	}

	/**
	 * Sets where messages go that no request waits for.
	 * @param channel if not set, they are dropped
	 */
	public void setUnsolicitedMessageChannel(MessageChannel channel) {
		this.unsolicitedMessageChannel = channel;
	}

	/**
	 * Sets where messages go that no request waits for.
	 * @param name of a channel; if not set, they are dropped
	 */
	public void setUnsolicitedMessageChannelName(String name) {
		this.unsolicitedMessageChannelName = name;
	}

	@Override
	public String getComponentType() {
		return "dtls:outbound-gateway";
	}

	/** Wires a reply's way: client, requests that wait, those that are not replies. */
	@Override
	protected void doInit() {
		this.evaluation = ExpressionUtils.createStandardEvaluationContext(getBeanFactory());
		this.requests = new DtlsRequests(this.mapper, this.correlation,
				this.correlation.equals(Correlation.NEXT_MESSAGE));
		DtlsClient client = this.builder.handler(this.requests.handler(name(), this::unsolicited)).build();
		client.addObserver(this.requests);
		this.sessions = new DtlsClientSessions(client, this.maxSessions);
		this.sessions.setBeanName(name());
		this.sessions.setApplicationEventPublisher(getApplicationContext());
	}

	private String name() {
		String name = getComponentName();
		return (name != null) ? name : "dtlsOutboundGateway";
	}

	private void unsolicited(DtlsSession session, byte[] payload) {
		MessageChannel channel = this.unsolicitedMessageChannel;
		if (channel == null && this.unsolicitedMessageChannelName != null) {
			channel = getChannelResolver().resolveDestination(this.unsolicitedMessageChannelName);
			this.unsolicitedMessageChannel = channel;
		}
		if (channel == null) {
			this.logger.debug("Dropped a message that no request waits for");
			return;
		}
		this.messagingTemplate.send(channel, this.mapper.toMessage(session, payload, name()));
	}

	@Override
	protected Object handleRequestMessage(Message<?> request) {
		CompletableFuture<Message<?>> reply = send(request);
		return isAsync() ? reply.handle((message, failure) -> result(request, message, failure))
				: await(request, reply);
	}

	private CompletableFuture<Message<?>> send(Message<?> request) {
		Object to = this.destination.getValue(this.evaluation, request);
		Assert.notNull(to, () -> "The destination of " + request + " is null");
		try {
			try {
				return this.requests.send(DtlsDestination.session(to, this.sessions), request, this.replyTimeout);
			}
			catch (SessionClosedException ex) {
				// It ended just when it was to be used: another one is made.
				return this.requests.send(DtlsDestination.session(to, this.sessions), request, this.replyTimeout);
			}
		}
		catch (IOException ex) {
			throw new MessageHandlingException(request, "Could not send the request to " + to, ex);
		}
	}

	private static Message<?> await(Message<?> request, CompletableFuture<Message<?>> reply) {
		try {
			return reply.get();
		}
		catch (ExecutionException ex) {
			throw failure(request, Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MessageHandlingException(request, "Interrupted while waiting for the reply", ex);
		}
	}

	private static Message<?> result(Message<?> request, Message<?> reply, @Nullable Throwable failure) {
		if (failure != null) {
			throw failure(request, failure);
		}
		return reply;
	}

	private static RuntimeException failure(Message<?> request, Throwable cause) {
		if (cause instanceof TimeoutException) {
			return new MessageTimeoutException(request, "No reply came in time");
		}
		return new MessageHandlingException(request, "The session ended before the reply came", cause);
	}

	@Override
	public void start() {
		this.sessions.start();
	}

	/** Ends all sessions; the next request makes a new one. */
	@Override
	public void stop() {
		this.sessions.stop();
	}

	@Override
	public boolean isRunning() {
		return this.sessions.isRunning();
	}

	@Override
	public void destroy() {
		super.destroy();
		this.sessions.destroy();
	}

}
