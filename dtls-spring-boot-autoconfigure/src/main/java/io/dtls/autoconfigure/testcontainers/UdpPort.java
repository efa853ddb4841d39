package io.dtls.autoconfigure.testcontainers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;

/**
 * The port of the host at which a container's UDP port can be reached. Testcontainers
 * itself knows those of TCP only.
 */
final class UdpPort {

	private UdpPort() {
	}

	/**
	 * Finds it.
	 * @param container as Docker describes it
	 * @throws IllegalStateException if there is not exactly one
	 */
	static int of(InspectContainerResponse container) {
		List<Integer> ports = container.getNetworkSettings()
			.getPorts()
			.getBindings()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().getProtocol() == InternetProtocol.UDP)
			.flatMap((entry) -> bound(entry.getValue()))
			.map((binding) -> Integer.valueOf(binding.getHostPortSpec()))
			.distinct()
			.toList();
		if (ports.size() != 1) {
			throw new IllegalStateException(
					"A container for @ServiceConnection(name = \"dtls\") publishes one UDP port,"
							+ " that of DTLS; this one publishes " + ports);
		}
		return ports.get(0);
	}

	// The same port on IPv4 and IPv6, or none for a port that is exposed only.
	private static Stream<Ports.Binding> bound(Ports.Binding[] bindings) {
		return (bindings != null) ? Arrays.stream(bindings) : Stream.empty();
	}

}
