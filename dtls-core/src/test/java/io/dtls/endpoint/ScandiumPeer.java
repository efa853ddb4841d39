package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/**
 * Scandium in this process, as a client or as a server that echoes.
 */
final class ScandiumPeer implements AutoCloseable {

	final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

	private final Set<Principal> principals = ConcurrentHashMap.newKeySet();

	private final DTLSConnector connector;

	private final boolean echo;

	private ScandiumPeer(DtlsConnectorConfig.Builder settings, boolean server) throws IOException {
		this.echo = server;
		this.connector = new DTLSConnector(
				settings.set(DtlsConfig.DTLS_ROLE, server ? DtlsRole.SERVER_ONLY : DtlsRole.CLIENT_ONLY).build());
		this.connector.setRawDataReceiver(this::received);
		this.connector.start();
	}

	/** On a free port of the loopback interface, with one thread for each task. */
	static DtlsConnectorConfig.Builder settings() {
		DtlsConfig.register();
		return DtlsConnectorConfig.builder(new Configuration())
			.setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
			.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
	}

	static ScandiumPeer client(DtlsConnectorConfig.Builder settings) throws IOException {
		return new ScandiumPeer(settings, false);
	}

	static ScandiumPeer echoServer(DtlsConnectorConfig.Builder settings) throws IOException {
		return new ScandiumPeer(settings, true);
	}

	private void received(RawData message) {
		Principal sender = message.getSenderIdentity();
		if (sender != null) {
			this.principals.add(sender);
		}
		this.messages.add(new String(message.getBytes(), StandardCharsets.UTF_8));
		if (this.echo) {
			this.connector.send(RawData.outbound(message.getBytes(), message.getEndpointContext(), null, false));
		}
	}

	void send(String message, InetSocketAddress to) {
		this.connector.send(RawData.outbound(message.getBytes(StandardCharsets.UTF_8), new AddressEndpointContext(to),
				null, false));
	}

	/** Has a client begin the next message with an abbreviated handshake. */
	void resumeWithNextMessage(InetSocketAddress server) {
		this.connector.forceResumeSessionFor(server);
	}

	int port() {
		return this.connector.getAddress().getPort();
	}

	/** Who sent something. */
	Set<Principal> principals() {
		return this.principals;
	}

	@Override
	public void close() {
		this.connector.destroy();
	}

}
