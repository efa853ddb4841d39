package io.dtls.spring.integration;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;

/**
 * Turns what a server receives into messages on a channel. It is the handler of its
 * server: {@code DtlsServer.builder().handler(adapter)}. The payload is the
 * {@code byte[]} of one datagram; the headers are those of {@link DtlsHeaders}. Messages
 * are sent on the thread that the server handles them on; while the adapter is stopped it
 * drops them.
 */
public class DtlsInboundChannelAdapter extends MessageProducerSupport implements MessageHandler {

	private final String endpoint;

	private @Nullable String replyChannelName;

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
		this.replyChannelName = replyChannelName;
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
		sendMessage(toMessage(session, payload));
	}

	private Message<byte[]> toMessage(DtlsSession session, byte[] payload) {
		NegotiatedParameters negotiated = session.negotiated();
		PeerIdentity peer = session.peer();
		InetSocketAddress remote = session.remoteAddress();
		InetAddress address = remote.getAddress();
		return getMessageBuilderFactory().withPayload(payload)
			.setHeader(MessageHeaders.REPLY_CHANNEL, this.replyChannelName)
			.setHeader(DtlsHeaders.SESSION_ID, session.id())
			.setHeader(DtlsHeaders.PROTOCOL, negotiated.protocol())
			.setHeader(DtlsHeaders.CIPHER_SUITE, negotiated.cipherSuite().name())
			.setHeader(DtlsHeaders.PEER_PRINCIPAL, peer.principal())
			.setHeader(DtlsHeaders.PSK_IDENTITY, peer.pskIdentity())
			.setHeader(DtlsHeaders.PEER_CERTIFICATES, peer.certificates().isEmpty() ? null : peer.certificates())
			.setHeader(DtlsHeaders.ENDPOINT, this.endpoint)
			.setHeader(IpHeaders.IP_ADDRESS, address.getHostAddress())
			// The name of a peer would cost a DNS query for each message.
			.setHeader(IpHeaders.HOSTNAME, address.getHostAddress())
			.setHeader(IpHeaders.PORT, remote.getPort())
			.setHeader(IpHeaders.PACKET_ADDRESS, remote)
			.build();
	}

	@Override
	protected void doStart() {
		super.doStart();
		if (getOutputChannel() instanceof PublishSubscribeChannel channel && channel.getSubscriberCount() == 0) {
			this.logger.warn(() -> "Nothing listens on channel " + channel.getComponentName()
					+ ": messages are lost until a @DtlsListener or @ServiceActivator does");
		}
	}

}
