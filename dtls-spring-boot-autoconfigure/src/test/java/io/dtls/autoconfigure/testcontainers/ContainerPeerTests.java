package io.dtls.autoconfigure.testcontainers;

import java.time.Duration;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.annotation.DirtiesContext;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * The scenario with containers. {@link InstalledPeerTests} is the same where there is no
 * Docker.
 */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(classes = PeerScenario.Application.class,
		properties = { "dtls.server.port=0", "dtls.psk.identities.sensor-1=" + PeerScenario.HEX_KEY,
				"dtls.psk.identity=sensor-1" })
@DirtiesContext
class ContainerPeerTests extends PeerScenario {

	private static final ImageFromDockerfile PEERS = new ImageFromDockerfile("dtls-peers", false)
		.withDockerfileFromBuilder((file) -> file.from("debian:bookworm-slim")
			.run("apt-get update && apt-get install -y --no-install-recommends openssl libcoap3-bin")
			.build());

	@Container
	@ServiceConnection(name = "dtls")
	static final GenericContainer<?> server = new GenericContainer<>(PEERS)
		.withCommand("coap-server-openssl", "-A", "0.0.0.0", "-p", "5683", "-k", KEY, "-h", "libcoap")
		.withCreateContainerCmdModifier((command) -> command.withExposedPorts(ExposedPort.udp(5684))
			.getHostConfig()
			.withPortBindings(new PortBinding(Ports.Binding.empty(), ExposedPort.udp(5684))));

	@Override
	String sayHello(int port) {
		String ask = "(echo device; sleep 5) | openssl s_client -dtls1_2 -connect 127.0.0.1:" + port
				+ " -psk_identity sensor-1 -cipher PSK -psk " + HEX_KEY;
		try (GenericContainer<?> client = new GenericContainer<>(PEERS)) {
			client.withNetworkMode("host")
				.withCommand("sh", "-c", ask)
				.waitingFor(Wait.forLogMessage(".*Hello device.*", 1).withStartupTimeout(Duration.ofSeconds(30)))
				.start();
			return client.getLogs();
		}
	}

}
