package io.dtls.spring.integration;

import java.net.InetSocketAddress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DtlsDestinationTests {

	@ParameterizedTest
	@CsvSource({ "device.example:6514, device.example, 6514", "dtls://device.example:6514, device.example, 6514",
			"device.example, device.example, 5684", "dtls://device.example, device.example, 5684",
			"my_device:1, my_device, 1", "127.0.0.1:1, 127.0.0.1, 1", "[::1]:1, [::1], 1", "dtls://[::1], [::1], 5684",
			"'::1:1', '::1', 1" })
	void isHostAndPort(String text, String host, int port) {
		InetSocketAddress address = DtlsDestination.parse(text);
		assertThat(address.getHostString()).isEqualTo(host);
		assertThat(address.getPort()).isEqualTo(port);
		assertThat(address.isUnresolved()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "dtls://", "device:x", "device:", "device:99999", "two words", ":5684", "dtls:///path" })
	void saysWhatItCanBe(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> DtlsDestination.parse(text))
			.withMessageContaining("host:port or dtls://host:port, not '" + text + "'");
	}

}
