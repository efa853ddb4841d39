package io.dtls.autoconfigure.testcontainers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import org.mockito.Mockito;
import org.testcontainers.containers.GenericContainer;

import io.dtls.testing.PeerProcess;

/**
 * Looks like a container, and is a program of this machine: libcoap's server.
 */
final class InstalledCoapServer extends GenericContainer<InstalledCoapServer> {

	private static final String LOOPBACK = "127.0.0.1";

	private PeerProcess process;

	private int port;

	InstalledCoapServer() {
		super("none");
	}

	@Override
	public void start() {
		try {
			// It takes the next port for DTLS.
			int plain = freePort();
			this.port = plain + 1;
			this.process = PeerProcess.start("coap-server-openssl", "-A", LOOPBACK, "-p", String.valueOf(plain), "-k",
					PeerScenario.KEY, "-h", "libcoap");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void stop() {
		if (this.process != null) {
			this.process.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	@Override
	public String getDockerImageName() {
		return "installed";
	}

	@Override
	public String getHost() {
		return LOOPBACK;
	}

	@Override
	public InspectContainerResponse getContainerInfo() {
		Ports ports = new Ports(ExposedPort.udp(5684), Ports.Binding.bindPort(this.port));
		ports.bind(ExposedPort.tcp(5684), Ports.Binding.bindPort(1));
		InspectContainerResponse info = Mockito.mock(InspectContainerResponse.class);
		NetworkSettings settings = Mockito.mock(NetworkSettings.class);
		Mockito.when(info.getNetworkSettings()).thenReturn(settings);
		Mockito.when(settings.getPorts()).thenReturn(ports);
		return info;
	}

}
