package io.dtls.spring.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assertions;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.EndpointStatistics;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.AddressTranslator;
import io.dtls.testing.PeerProcess;

/**
 * OpenSSL, GnuTLS and Scandium as clients of two nodes with one Redis.
 */
@Timeout(60)
class ClientsAcrossNodesTests {

	@TempDir
	Path folder;

	private Cluster cluster;

	@BeforeEach
	void start() throws IOException {
		PeerProcess.require("redis-server");
		PeerProcess.require("nginx");
		this.cluster = new Cluster(this.folder).start("round-robin.conf");
	}

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	private void oneSessionOnEachNodeAndTheSecondResumed() {
		Assertions.assertThat(this.cluster.nodes)
			.allSatisfy((node) -> Assertions.assertThat(node.statistics().sessionsOpened()).isOne());
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::sessionsResumed)).isOne();
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::resumptionsFound)).isOne();
	}

	private PeerProcess openssl(int node, String... session) throws IOException {
		String[] command = { "openssl", "s_client", "-dtls1_2", "-connect", "127.0.0.1:" + this.cluster.nodePorts[node],
				"-cipher", "PSK-AES128-GCM-SHA256", "-psk_identity", "sensor", "-psk", ClusterNode.PSK_HEX, session[0],
				session[1] };
		return PeerProcess.start(command);
	}

	@Test
	void opensslResumesOnTheOtherNode() throws Exception {
		String file = this.folder.resolve("session.pem").toString();
		try (PeerProcess client = openssl(0, "-sess_out", file)) {
			client.expect("New, ").sendLine("first line").expect("first line\n");
			client.sendLine("Q").awaitExit();
		}
		try (PeerProcess client = openssl(1, "-sess_in", file)) {
			client.expect("Reused, ").sendLine("second line").expect("second line\n");
		}
		oneSessionOnEachNodeAndTheSecondResumed();
	}

	@Test
	void gnutlsResumesOnTheOtherNode() throws Exception {
		try (PeerProcess client = PeerProcess.start("gnutls-cli", "--udp", "--resume", "--pskusername", "sensor",
				"--pskkey", ClusterNode.PSK_HEX, "--priority", "NORMAL:-VERS-ALL:+VERS-DTLS1.2:-KX-ALL:+PSK", "-p",
				String.valueOf(this.cluster.balancerPort), "127.0.0.1")) {
			client.expect("This is a resumed session").sendLine("through gnutls").expect("through gnutls");
		}
		oneSessionOnEachNodeAndTheSecondResumed();
	}

	@Test
	void scandiumKeepsItsSessionThroughRestartsAndRebinding() throws Exception {
		try (AddressTranslator nat = new AddressTranslator(
				new InetSocketAddress(InetAddress.getLoopbackAddress(), this.cluster.balancerPort))) {
			Scandium client = new Scandium(nat.address());
			try {
				client.echoes("hello");
				for (int i = 0; i < 3; i++) {
					nat.forget();
					client.echoes("from another port " + i);
				}
				for (DtlsServer node : this.cluster.nodes) {
					node.stop(Duration.ofSeconds(1));
					client.echoesAtLast("while a node is away");
					node.start();
					nat.forget();
					client.echoes("after its restart");
				}
			}
			finally {
				client.close();
			}
		}
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::handshakesStarted)).isOne();
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::sessionsRestored)).isGreaterThan(2);
	}

	/** A client of Eclipse Californium. */
	private static final class Scandium {

		private static final int ATTEMPTS = 20;

		static {
			DtlsConfig.register();
		}

		private final DTLSConnector connector;

		private final InetSocketAddress server;

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		Scandium(InetSocketAddress server) throws IOException {
			this.server = server;
			this.connector = new DTLSConnector(DtlsConnectorConfig.builder(new Configuration())
				.setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
				.setAdvancedPskStore(new AdvancedSinglePskStore("sensor", ClusterNode.PSK))
				.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
				.setAsList(DtlsConfig.DTLS_CIPHER_SUITES, CipherSuite.TLS_PSK_WITH_AES_128_CCM_8)
				.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0)
				.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
				.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1)
				.build());
			this.connector
				.setRawDataReceiver((data) -> this.received.add(new String(data.getBytes(), StandardCharsets.UTF_8)));
			this.connector.start();
		}

		private boolean isEchoed(String message, int millis) throws InterruptedException {
			this.connector.send(RawData.outbound(message.getBytes(StandardCharsets.UTF_8),
					new AddressEndpointContext(this.server), null, false));
			return message.equals(this.received.poll(millis, TimeUnit.MILLISECONDS));
		}

		void echoes(String message) throws InterruptedException {
			Assertions.assertThat(isEchoed(message, 5000)).as(message).isTrue();
		}

		// The balancer takes a datagram to learn that a node is gone.
		void echoesAtLast(String message) throws InterruptedException {
			boolean echoed = false;
			for (int i = 0; i < ATTEMPTS && !echoed; i++) {
				echoed = isEchoed(message + i, 500);
			}
			Assertions.assertThat(echoed).as(message).isTrue();
		}

		void close() {
			this.connector.destroy();
		}

	}

}
