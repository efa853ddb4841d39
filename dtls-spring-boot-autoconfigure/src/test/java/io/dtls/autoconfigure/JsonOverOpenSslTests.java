package io.dtls.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.security.Principal;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;

import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole application that takes JSON, and {@code openssl s_client} that sends it, also
 * what is none.
 */
@SpringBootTest(properties = { "dtls.server.port=0", "dtls.server.address=127.0.0.1",
		"dtls.psk.identities.sensor-1=" + JsonOverOpenSslTests.PSK })
class JsonOverOpenSslTests {

	static final String PSK = "000102030405060708090a0b0c0d0e0f";

	@Autowired
	private DtlsServer server;

	private PeerProcess client;

	@BeforeEach
	void connect() throws IOException {
		this.client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
				InetAddress.getLoopbackAddress().getHostAddress() + ":" + this.server.localAddress().getPort(),
				"-cipher", "PSK", "-psk_identity", "sensor-1", "-psk", PSK);
		this.client.expect("Cipher is ");
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void takesValuesRefusesOthersAndTheSessionGoesOn() throws IOException {
		this.client.sendLine("{\"sensor\":\"attic\",\"value\":21}").expect("{\"device\":\"sensor-1\",\"sum\":21}");
		this.client.sendLine("{\"sensor\":\" \",\"value\":21}").expect("invalid: sensor");
		this.client.sendLine("{\"sensor\":").expect("not JSON");
		this.client.sendLine("{\"sensor\":\"attic\",\"value\":4}").expect("{\"device\":\"sensor-1\",\"sum\":25}");
		assertThat(this.server.sessionCount()).isEqualTo(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Readings.class)
	static class Application {

	}

	record Reading(@NotBlank String sensor, int value) {

	}

	record Accepted(String device, int sum) {

	}

	static class Readings {

		private int sum;

		@DtlsListener(contentType = "application/json")
		Accepted take(@Valid @Payload Reading reading, Principal device) {
			this.sum += reading.value();
			return new Accepted(device.getName(), this.sum);
		}

		@MessageExceptionHandler
		String invalid(MethodArgumentNotValidException failure) {
			return "invalid: " + failure.getBindingResult().getFieldError().getField();
		}

		@MessageExceptionHandler
		String unreadable(MessageConversionException failure) {
			return "not JSON";
		}

	}

}
