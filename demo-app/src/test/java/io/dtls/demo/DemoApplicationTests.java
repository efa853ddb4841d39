package io.dtls.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.test.LocalDtlsPort;
import io.dtls.testing.JsseClient;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "dtls.server.port=0")
class DemoApplicationTests {

	@Autowired
	private DtlsServer server;

	@LocalDtlsPort
	private int dtlsPort;

	@LocalServerPort
	private int httpPort;

	private PeerProcess connect(String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-dtls1_2", "-connect", "127.0.0.1:" + this.dtlsPort));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private static void echo(PeerProcess client) throws IOException {
		try (client) {
			client.sendLine("hello").expect("hello\n");
		}
	}

	@Test
	void echoesToAClientThatIgnoresTheCertificate() throws Exception {
		echo(connect().expect("Cipher is ECDHE-ECDSA-"));
	}

	@Test
	void echoesToAClientWithThePresharedKey() throws Exception {
		echo(connect("-psk_identity", "sensor-1", "-psk", "000102030405060708090a0b0c0d0e0f", "-cipher", "PSK")
			.expect("Cipher is ECDHE-PSK-"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 64, 1300 })
	void echoesExactlyTheBytesItGot(int size) throws Exception {
		byte[] message = new byte[size];
		new Random(size).nextBytes(message);
		try (JsseClient client = new JsseClient(this.server.localAddress(), Everyone.context()).handshake()) {
			client.send(message);
			assertThat(client.receiveMessage()).isEqualTo(message);
		}
	}

	@Test
	void countsWhatPasses() throws Exception {
		echo(connect().expect("Cipher is"));
		assertThat(get("/actuator/metrics/demo.messages")).contains("COUNT");
		assertThat(get("/actuator/prometheus")).containsPattern("demo_messages_bytes_count [1-9]");
	}

	@Test
	void isHealthy() throws Exception {
		assertThat(get("/actuator/health")).contains("\"status\":\"UP\"");
	}

	private String get(String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + this.httpPort + path);
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

}
