package io.dtls.spring.integration;

import java.io.IOException;

import org.springframework.integration.gateway.MessagingGatewaySupport;
import org.springframework.messaging.Message;

import io.dtls.AddressUnprovenException;
import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.SessionClosedException;

/**
 * Sends what peers send as requests, and the replies back to them. It is the handler of a
 * server, or of a client whose servers ask. Without a reply in time nothing is sent.
 */
public class DtlsInboundGateway extends MessagingGatewaySupport implements MessageHandler {

	private final String endpoint;

	private DtlsMessageMapper mapper = new DtlsMessageMapper();

	private boolean async;

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
			sendAndReceiveMessageReactive(request).subscribe((reply) -> answerLater(session, reply),
					(failure) -> this.logger.error(failure, () -> "A request of " + session + " failed"));
			return;
		}
		Message<?> reply = sendAndReceiveMessage(request);
		if (reply != null) {
			answer(session, reply);
		}
	}

	private void answerLater(DtlsSession session, Message<?> reply) {
		try {
			answer(session, reply);
		}
		catch (SessionClosedException ex) {
			this.logger.debug(() -> session + " ended before it was answered");
		}
		catch (AddressUnprovenException ex) {
			this.logger.debug(ex, () -> session + " was not answered in full");
		}
		catch (IOException ex) {
			this.logger.error(ex, () -> session + " could not be answered");
		}
	}

	private void answer(DtlsSession session, Message<?> reply) throws IOException {
		for (byte[] datagram : this.mapper.fromMessage(reply)) {
			session.send(datagram);
		}
	}

}
