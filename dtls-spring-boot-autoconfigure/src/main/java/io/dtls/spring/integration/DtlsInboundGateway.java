package io.dtls.spring.integration;

import java.io.IOException;
import java.time.Duration;

import org.slf4j.LoggerFactory;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.integration.gateway.MessagingGatewaySupport;
import org.springframework.messaging.Message;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import io.dtls.DtlsException;
import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.spring.RareErrors;

/**
 * Sends what peers send as requests, and the replies back to them. It is the handler of a
 * server, or of a client whose servers ask. Without a reply in time nothing is sent.
 */
public class DtlsInboundGateway extends MessagingGatewaySupport implements MessageHandler {

	private final String endpoint;

	private DtlsMessageMapper mapper = new DtlsMessageMapper();

	private boolean async;

	private PendingReplies pending = new PendingReplies();

	private long replyTimeoutMillis = IntegrationContextUtils.DEFAULT_TIMEOUT;

	private final RareErrors errors = new RareErrors(LoggerFactory.getLogger(DtlsInboundGateway.class));

	/**
	 * Creates a gateway for one server.
	 * @param endpoint name of the server, for the header {@link DtlsHeaders#ENDPOINT}
	 */
	public DtlsInboundGateway(String endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Sets what makes messages of datagrams and the other way round.
	 * @param mapper one that adds headers, say
	 */
	public void setMapper(DtlsMessageMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Sets whether the thread goes on while the reply is awaited, so that replies to one
	 * peer may overtake each other.
	 * @param async false if not set
	 */
	public void setAsync(boolean async) {
		this.async = async;
	}

	/**
	 * Sets how many requests may be answered later, where {@linkplain #setAsync nobody
	 * waits}. Those above are dropped and counted.
	 * @param perSession requests of one session; 100 if not set
	 * @param all requests of all sessions; 10,000 if not set
	 */
	public void setMaxPending(int perSession, int all) {
		this.pending = new PendingReplies(perSession, all);
	}

	/**
	 * Sets how long a reply may take; a later one is not sent.
	 * @param replyTimeout in milliseconds; 30 seconds if not set, for ever if negative
	 */
	@Override
	public void setReplyTimeout(long replyTimeout) {
		super.setReplyTimeout(replyTimeout);
		this.replyTimeoutMillis = replyTimeout;
	}

	@Override
	public String getComponentType() {
		return "dtls:inbound-gateway";
	}

	@Override
	public void handle(DtlsSession session, byte[] payload) throws IOException {
		if (!isRunning()) {
			this.logger.debug("Dropped a request while stopped");
			return;
		}
		Message<?> request = this.mapper.toMessage(session, payload, this.endpoint);
		if (this.async) {
			handleLater(session, request);
			return;
		}
		Message<?> reply = sendAndReceiveMessage(request);
		if (reply != null) {
			answer(session, reply);
		}
	}

	private void handleLater(DtlsSession session, Message<?> request) {
		if (!this.pending.begin(session)) {
			this.logger.debug(() -> "Dropped a request of " + session + ": too many wait for their replies");
			return;
		}
		Mono<Message<?>> reply = Mono.defer(() -> sendAndReceiveMessageReactive(request));
		if (this.replyTimeoutMillis >= 0) {
			reply = reply.timeout(Duration.ofMillis(this.replyTimeoutMillis), Mono.empty());
		}
		Disposable unused = reply.doFinally((signal) -> this.pending.end(session))
			.subscribe((message) -> answerLater(session, message), (failure) -> failed(session, failure));
	}

	private void failed(DtlsSession session, Throwable failure) {
		if (DtlsException.isByPeer(failure)) {
			this.logger.debug(() -> session + " was not answered: " + failure);
			return;
		}
		this.errors.log("A request of {} could not be answered", session, failure);
	}

	private void answerLater(DtlsSession session, Message<?> reply) {
		try {
			answer(session, reply);
		}
		catch (IOException | RuntimeException ex) {
			failed(session, ex);
		}
	}

	private void answer(DtlsSession session, Message<?> reply) throws IOException {
		for (byte[] datagram : this.mapper.fromMessage(reply)) {
			session.send(datagram);
		}
	}

}
