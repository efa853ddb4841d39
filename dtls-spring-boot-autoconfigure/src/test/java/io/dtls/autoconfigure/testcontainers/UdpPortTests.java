package io.dtls.autoconfigure.testcontainers;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class UdpPortTests {

	private final Ports ports = new Ports();

	private InspectContainerResponse container() {
		InspectContainerResponse info = Mockito.mock(InspectContainerResponse.class);
		NetworkSettings settings = Mockito.mock(NetworkSettings.class);
		Mockito.when(info.getNetworkSettings()).thenReturn(settings);
		Mockito.when(settings.getPorts()).thenReturn(this.ports);
		return info;
	}

	@Test
	void isTheOneOfUdpAndNotOfTcp() {
		this.ports.bind(ExposedPort.tcp(5684), Ports.Binding.bindPort(1));
		this.ports.bind(ExposedPort.udp(5684), Ports.Binding.bindIpAndPort("0.0.0.0", 32768));
		this.ports.bind(ExposedPort.udp(5684), Ports.Binding.bindIpAndPort("::", 32768));
		assertThat(UdpPort.of(container())).isEqualTo(32768);
	}

	@Test
	void failsWhereNoneIsPublished() {
		this.ports.bind(ExposedPort.tcp(5684), Ports.Binding.bindPort(1));
		assertThatIllegalStateException().isThrownBy(() -> UdpPort.of(container())).withMessageContaining("[]");
	}

	@Test
	void failsWhereSeveralArePublished() {
		this.ports.bind(ExposedPort.udp(5683), Ports.Binding.bindPort(1));
		this.ports.bind(ExposedPort.udp(5684), Ports.Binding.bindPort(2));
		assertThatIllegalStateException().isThrownBy(() -> UdpPort.of(container())).withMessageContaining("publishes");
	}

}
