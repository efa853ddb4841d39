package io.dtls.internal.handshake.identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HostNameTests {

	// All but literals of addresses would be looked up.
	@ParameterizedTest
	@ValueSource(strings = { "999.999.999.999", "256.1.1.1", "1.2.3", "g::1", ".::1", "a.example:80", "1::2::3",
			"10.0.0.0/255.0.0.0", "2001:db8::/ffff::", "[::1]", "::1%eth0", ":", "" })
	void whatIsNoAddressIsNotTakenForOne(String text) {
		assertThat(HostName.literal(text)).isNull();
	}

	@Test
	void aClientsNameMadeOfNumbersIsAName() {
		assertThat(HostName.of("999.999.999.999").isAddress()).isFalse();
		assertThat(HostName.of("g::1").isAddress()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0", "::" })
	void anAddressIsOne(String text) {
		assertThat(HostName.of(text).isAddress()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "m\u00fcnchen.test,xn--mnchen-3ya.test", "my_server,my_server", "example.org.,example.org",
			"\u4f8b\u3048.test,xn--r8jz45g.test" })
	void aNameIsComparedAndSentInAscii(String name, String ascii) {
		assertThat(HostName.of(name).text()).isEqualTo(ascii);
	}

}
