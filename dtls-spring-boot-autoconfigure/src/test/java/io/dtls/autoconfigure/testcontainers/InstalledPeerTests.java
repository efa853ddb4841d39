package io.dtls.autoconfigure.testcontainers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.annotation.DirtiesContext;

import io.dtls.testing.PeerProcess;

/**
 * The scenario with programs of this machine, which needs no Docker.
 */
@SpringBootTest(classes = PeerScenario.Application.class,
		properties = { "dtls.server.port=0", "dtls.server.address=127.0.0.1",
				"dtls.psk.identities.sensor-1=" + PeerScenario.HEX_KEY, "dtls.psk.identity=sensor-1" })
@DirtiesContext
class InstalledPeerTests extends PeerScenario {

	@ServiceConnection(name = "dtls")
	static final InstalledCoapServer peer = new InstalledCoapServer();

	@BeforeAll
	static void require() {
		PeerProcess.require("openssl");
		PeerProcess.require("coap-server-openssl");
	}

	@AfterAll
	static void stop() {
		peer.stop();
	}

	@Override
	String sayHello(int port) throws Exception {
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect", "127.0.0.1:" + port,
				"-psk_identity", "sensor-1", "-psk", HEX_KEY, "-cipher", "PSK")) {
			return client.expect("Cipher is ").sendLine("device").expect("Hello device").output();
		}
	}

}
