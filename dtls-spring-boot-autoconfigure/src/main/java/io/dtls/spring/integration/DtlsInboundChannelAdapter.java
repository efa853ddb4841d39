package io.dtls.spring.integration;

import java.util.Map;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.messaging.MessageHeaders;

import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.endpoint.DtlsClient;

/**
 * Turns what a server receives into messages on a channel. It is the handler of its
 * server: {@code DtlsServer.builder().handler(adapter)}. Without a mapper of the
 * application the payload is the {@code byte[]} of one datagram; the headers are those of
 * {@link DtlsHeaders}. Messages are sent on the thread that the server handles them on;
 * while the adapter is stopped it drops them.
 */
public class DtlsInboundChannelAdapter extends MessageProducerSupport implements MessageHandler {

	private final String endpoint;

	private volatile boolean warnLater;

	private Map<String, String> headers = Map.of();

	private DtlsMessageMapper mapper = new DtlsMessageMapper();

	/**
	 * Creates an adapter for one server.
	 * @param endpoint name of the server, for the header {@link DtlsHeaders#ENDPOINT}
	 */
	public DtlsInboundChannelAdapter(String endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Sets where the values that handlers return are sent.
	 * @param replyChannelName name of the channel that a
	 * {@link DtlsOutboundChannelAdapter} listens on
	 */
	public void setReplyChannelName(String replyChannelName) {
		this.headers = Map.of(MessageHeaders.REPLY_CHANNEL, replyChannelName);
	}

	/**
	 * Sets what makes messages of datagrams.
	 * @param mapper one that adds headers, say
	 */
	public void setMapper(DtlsMessageMapper mapper) {
		this.mapper = mapper;
	}

	/** Name of the server that it is the handler of. */
	public String getEndpoint() {
		return this.endpoint;
	}

	@Override
	public String getComponentType() {
		return "dtls:inbound-channel-adapter";
	}

	@Override
	public void handle(DtlsSession session, byte[] payload) {
		if (!isRunning()) {
			this.logger.debug("Dropped a message while stopped");
			return;
		}
		if (this.warnLater && warnIfNobodyListens()) {
			this.warnLater = false;
		}
		sendMessage(this.mapper.toMessage(session, payload, this.endpoint, this.headers));
	}

	@Override
	protected void doStart() {
		super.doStart();
		// A client may only ask, and its replies need no listener.
		this.warnLater = isOfClient();
		if (!this.warnLater) {
			warnIfNobodyListens();
		}
	}

	private boolean isOfClient() {
		BeanFactory beans = getBeanFactory();
		return beans != null && beans.containsBean(this.endpoint) && beans.isTypeMatch(this.endpoint, DtlsClient.class);
	}

	private boolean warnIfNobodyListens() {
		if (getOutputChannel() instanceof PublishSubscribeChannel channel && channel.getSubscriberCount() == 0) {
			this.logger.warn(() -> "Nothing listens on channel " + channel.getComponentName()
					+ ": messages are lost until a @DtlsListener or @ServiceActivator does");
			return true;
		}
		return false;
	}

}
