package io.dtls.spring.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.core.AbstractMessagingTemplate;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;

import io.dtls.DtlsSession;
import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsSessions;

/**
 * Sends to peers, and awaits what they answer. A destination is the id of an open session
 * or, where there is a client, a server such as {@code host:5684}, which is connected to
 * if need be.
 * <p>
 * The answer is the next message of the session, which then goes to no listener; null
 * where none comes in time. As a session's messages are handled in order, a listener
 * cannot await one of the session that it is just serving.
 */
public class DtlsTemplate extends AbstractMessagingTemplate<String> {

	private static final Duration RECEIVE_TIMEOUT = Duration.ofSeconds(10);

	private final DtlsSessions sessions;

	private final DtlsRequests requests;

	private final DtlsMessageMapper mapper;

	private @Nullable DtlsClientSessions clientSessions;

	private @Nullable String contentType;

	private Duration receiveTimeout = RECEIVE_TIMEOUT;

	/**
	 * Creates a template.
	 * @param sessions finds open sessions
	 * @param requests part of the handler of the servers and clients that are to answer
	 * @param mapper makes datagrams of messages
	 */
	public DtlsTemplate(DtlsSessions sessions, DtlsRequests requests, DtlsMessageMapper mapper) {
		this.sessions = sessions;
		this.requests = requests;
		this.mapper = mapper;
		super.setMessageConverter(new PayloadConverter(PayloadConverter.DEFAULTS));
	}

	/**
	 * Sets what connects to servers.
	 * @param clientSessions if not set, only open sessions are destinations
	 */
	public void setClientSessions(DtlsClientSessions clientSessions) {
		this.clientSessions = clientSessions;
	}

	/**
	 * Sets how long a message is awaited.
	 * @param receiveTimeout if not set, 10 seconds
	 */
	public void setReceiveTimeout(Duration receiveTimeout) {
		this.receiveTimeout = receiveTimeout;
	}

	/**
	 * Sets what converts values other than bytes and text.
	 * @param converter if not set, one that makes JSON of them where the header
	 * {@code contentType} says so
	 */
	@Override
	public void setMessageConverter(MessageConverter converter) {
		super.setMessageConverter(new PayloadConverter(converter));
	}

	/**
	 * Sets by what values other than bytes and text are converted, and replies to them,
	 * where the headers of a message do not say it.
	 * @param contentType such as {@code application/json}; none if not set
	 */
	public void setContentType(@Nullable String contentType) {
		this.contentType = contentType;
	}

	@Override
	protected @Nullable Map<String, Object> processHeadersToSend(@Nullable Map<String, Object> headers) {
		if (this.contentType == null || (headers != null && headers.containsKey(MessageHeaders.CONTENT_TYPE))) {
			return headers;
		}
		Map<String, Object> all = new HashMap<>();
		if (headers != null) {
			all.putAll(headers);
		}
		all.put(MessageHeaders.CONTENT_TYPE, this.contentType);
		return all;
	}

	@Override
	protected void doSend(String destination, Message<?> message) {
		requireDestination(destination);
		List<byte[]> datagrams = this.mapper.fromMessage(message);
		try {
			send(session(destination), datagrams);
		}
		catch (IOException ex) {
			throw new MessageDeliveryException(message, "Could not send to " + destination, ex);
		}
	}

	private DtlsSession session(String destination) throws IOException {
		requireDestination(destination);
		// Ids of sessions are hexadecimal.
		if (destination.indexOf(':') < 0) {
			return this.sessions.find(destination)
				.orElseThrow(() -> new MessagingException("No session " + destination + " is open"));
		}
		if (this.clientSessions == null) {
			throw new MessagingException("There is no client to connect to " + destination + " with");
		}
		return DtlsDestination.session(destination, this.clientSessions);
	}

	private static void requireDestination(@Nullable String destination) {
		Assert.notNull(destination, "The destination is null: name a session or host:port, or leave it out where the"
				+ " template's property defaultDestination is set (dtls.client.host and dtls.client.port do)");
	}

	private static void send(DtlsSession session, List<byte[]> datagrams) throws IOException {
		for (byte[] datagram : datagrams) {
			session.send(datagram);
		}
	}

	@Override
	protected @Nullable Message<?> doReceive(String destination) {
		try {
			return typed(await(this.requests.next(session(destination), this.receiveTimeout)), this.contentType);
		}
		catch (IOException ex) {
			throw new MessagingException("Could not receive from " + destination, ex);
		}
	}

	@Override
	protected @Nullable Message<?> doSendAndReceive(String destination, Message<?> request) {
		try {
			return typed(await(this.requests.send(session(destination), request, this.receiveTimeout)),
					request.getHeaders().get(MessageHeaders.CONTENT_TYPE));
		}
		catch (IOException ex) {
			throw new MessageDeliveryException(request, "Could not send to " + destination, ex);
		}
	}

	/** The same message, of a content type that it does not say itself. */
	private static @Nullable Message<?> typed(@Nullable Message<?> reply, @Nullable Object contentType) {
		if (reply == null || contentType == null || reply.getHeaders().containsKey(MessageHeaders.CONTENT_TYPE)) {
			return reply;
		}
		return MessageBuilder.fromMessage(reply).setHeader(MessageHeaders.CONTENT_TYPE, contentType).build();
	}

	private static @Nullable Message<?> await(CompletableFuture<Message<?>> reply) {
		try {
			return reply.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof TimeoutException) {
				return null;
			}
			throw new MessagingException("The session ended before a message came", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	/**
	 * Sends to all sessions that are open.
	 * @param payload is converted as in {@code convertAndSend}
	 * @return to how many it was sent
	 */
	public int broadcast(Object payload) {
		return broadcast(payload, (session) -> true);
	}

	/**
	 * Sends to the open sessions that match. One that cannot be sent to holds up no
	 * other.
	 * @param payload is converted as in {@code convertAndSend}
	 * @param matches says who gets it
	 * @return to how many it was sent
	 */
	public int broadcast(Object payload, Predicate<DtlsSession> matches) {
		List<byte[]> datagrams = this.mapper.fromMessage(doConvert(payload, null, null));
		int sent = 0;
		for (DtlsSession session : this.sessions.all()) {
			if (!matches.test(session)) {
				continue;
			}
			try {
				send(session, datagrams);
				sent++;
			}
			catch (IOException ex) {
				this.logger.debug("Could not send to " + session, ex);
			}
		}
		return sent;
	}

}
