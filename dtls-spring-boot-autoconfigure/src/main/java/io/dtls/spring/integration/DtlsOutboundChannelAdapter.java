package io.dtls.spring.integration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.integration.expression.ExpressionUtils;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.util.Assert;

import io.dtls.AddressUnprovenException;
import io.dtls.DtlsSession;
import io.dtls.SessionClosedException;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsSessionNotFoundEvent;

/**
 * Sends messages: to the open session that the header {@link DtlsHeaders#SESSION_ID}
 * names, or to a destination of each message, over sessions that are kept and used again.
 * An answer to a peer that has left meanwhile is dropped and counted, and an event tells
 * of it; any other message that cannot be sent is an exception.
 */
public class DtlsOutboundChannelAdapter extends AbstractMessageHandler {

	private final Target target;

	private final boolean answers;

	private DtlsMessageMapper mapper = new DtlsMessageMapper();

	private @Nullable EvaluationContext evaluation;

	/**
	 * Creates an adapter over one server or several.
	 * @param sessions finds an open session by its id, such as {@code server::session}
	 */
	public DtlsOutboundChannelAdapter(Function<String, Optional<DtlsSession>> sessions) {
		this.target = (message) -> openSession(message, sessions);
		this.answers = true;
	}

	/**
	 * Creates an adapter that connects to where each message is to go.
	 * @param sessions of a client
	 * @param destination tells where: a {@link DtlsSession}, an
	 * {@code InetSocketAddress}, or a text such as {@code host:5684}
	 */
	public DtlsOutboundChannelAdapter(DtlsClientSessions sessions, Function<Message<?>, ?> destination) {
		this(sessions, new FunctionExpression<>(destination));
	}

	/**
	 * Creates an adapter that connects to where each message is to go.
	 * @param sessions of a client
	 * @param destination tells where: a {@link DtlsSession}, an
	 * {@code InetSocketAddress}, or a text such as {@code host:5684}
	 */
	public DtlsOutboundChannelAdapter(DtlsClientSessions sessions, Expression destination) {
		this.target = (message) -> connected(message, sessions, destination);
		this.answers = false;
	}

	/**
	 * Sets what makes datagrams of messages.
	 * @param mapper one with another character set, say
	 */
	public void setMapper(DtlsMessageMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public String getComponentType() {
		return "dtls:outbound-channel-adapter";
	}

	@Override
	protected void onInit() {
		super.onInit();
		if (this.answers) {
			return;
		}
		this.evaluation = ExpressionUtils.createStandardEvaluationContext(getBeanFactory());
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		List<byte[]> datagrams = this.mapper.fromMessage(message);
		try {
			DtlsSession session = this.target.session(message);
			for (byte[] datagram : datagrams) {
				session = send(message, datagram, session);
			}
		}
		catch (SessionClosedException ex) {
			DtlsSession asked = askedIn(message);
			if (asked == null) {
				throw new MessageHandlingException(message, "The session ended before the message was sent", ex);
			}
			this.logger.debug(() -> asked + " ended before it was answered");
			publishNotFound(message, asked.id());
		}
		catch (AddressUnprovenException ex) {
			if (askedIn(message) == null) {
				throw new MessageHandlingException(message, "The session's peer may be elsewhere", ex);
			}
			this.logger.debug(ex, () -> "An answer was not sent in full");
		}
		catch (IOException ex) {
			throw new MessageHandlingException(message, "Could not send the message", ex);
		}
	}

	/** Returns the session to send the rest in. */
	private DtlsSession send(Message<?> message, byte[] datagram, DtlsSession session) throws IOException {
		try {
			session.send(datagram);
			return session;
		}
		catch (SessionClosedException ex) {
			// It may have ended just when it was to be used; then there is another one.
			DtlsSession another = this.target.session(message);
			if (another == session) {
				throw ex;
			}
			another.send(datagram);
			return another;
		}
	}

	private DtlsSession openSession(Message<?> message, Function<String, Optional<DtlsSession>> sessions) {
		String id = message.getHeaders().get(DtlsHeaders.SESSION_ID, String.class);
		if (id == null) {
			throw new MessageHandlingException(message,
					"The header " + DtlsHeaders.SESSION_ID + ", which says where to send, is missing");
		}
		DtlsSession asked = askedIn(message);
		if (asked != null && asked.isOpen()) {
			return asked;
		}
		DtlsSession session = sessions.apply(id).orElse(asked);
		if (session == null) {
			publishNotFound(message, id);
			throw new MessageHandlingException(message, "No session " + id + " is open");
		}
		return session;
	}

	/** The session that the message is an answer in, or null. */
	private @Nullable DtlsSession askedIn(Message<?> message) {
		if (this.answers && message.getHeaders().get(DtlsHeaders.SESSION) instanceof DtlsSession session
				&& session.id().equals(message.getHeaders().get(DtlsHeaders.SESSION_ID))) {
			return session;
		}
		return null;
	}

	private void publishNotFound(Message<?> message, String sessionId) {
		ApplicationContext context = getApplicationContext();
		if (context != null) {
			Object server = message.getHeaders().get(DtlsHeaders.ENDPOINT);
			String endpoint = String.valueOf((server != null) ? server : getComponentName());
			context.publishEvent(new DtlsSessionNotFoundEvent(this, endpoint, sessionId));
		}
	}

	private DtlsSession connected(Message<?> message, DtlsClientSessions sessions, Expression destination)
			throws IOException {
		Assert.state(this.evaluation != null, "The adapter is not initialized");
		Object to = destination.getValue(this.evaluation, message);
		Assert.notNull(to, () -> "The destination of " + message + " is null");
		return DtlsDestination.session(to, sessions);
	}

	/** Finds or makes the session that a message is to go to. */
	@FunctionalInterface
	private interface Target {

		DtlsSession session(Message<?> message) throws IOException;

	}

}
