package io.dtls.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.JsseClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Prometheus reads after traffic that is known to the byte.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "dtls.server.port=0", "dtls.server.address=127.0.0.1" })
@DirtiesContext
class KnownTrafficTests {

	private static final Pattern METRIC = Pattern.compile("\\b(?:dtls|spring_integration|ssl)_[a-z_]+");

	@Autowired
	private DtlsServer server;

	@LocalServerPort
	private int httpPort;

	@Test
	void tellsExactlyWhatHappened() throws Exception {
		JsseClient first = connect();
		JsseClient third = connect();
		try (JsseClient second = connect()) {
			echo(first, 10);
			echo(first, 20);
			echo(second, 300);
			first.close();
			sendJunk();
			echo(third, 5);
			third.close();
			String scrape = awaitCounted();
			expect(scrape, "dtls_handshakes_seconds_count", 3, "outcome=\"success\"", "resumed=\"false\"");
			expect(scrape, "dtls_handshakes_seconds_count", 0, "reason=\"timeout\"");
			expect(scrape, "dtls_messages_total", 4, "direction=\"received\"");
			expect(scrape, "dtls_messages_total", 4, "direction=\"sent\"");
			expect(scrape, "dtls_bytes_total", 335, "direction=\"received\"");
			expect(scrape, "dtls_bytes_total", 335, "direction=\"sent\"");
			expect(scrape, "dtls_sessions_active", 1);
			expect(scrape, "dtls_handshakes_active", 0);
			expect(scrape, "dtls_queue_size", 0);
			expect(scrape, "dtls_session_duration_seconds_count", 2, "reason=\"peer-closed\"");
			expect(scrape, "dtls_session_duration_seconds_count", 0, "reason=\"idle\"");
			expect(scrape, "dtls_datagrams_dropped_total", 3, "reason=\"cookie-requested\"");
			expect(scrape, "dtls_datagrams_dropped_total", 2, "reason=\"malformed\"");
			expect(scrape, "dtls_datagrams_dropped_total", 1, "reason=\"no-session\"");
			expect(scrape, "dtls_datagrams_dropped_total", 0, "reason=\"queue-full\"");
		}
		everyMetricOfTheDashboardExists();
	}

	private void everyMetricOfTheDashboardExists() throws Exception {
		Set<String> scraped = Arrays.stream(scrape().split("\n"))
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]")[0])
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> used = new TreeSet<>();
		Matcher matcher = METRIC.matcher(Files.readString(Path.of("..", "grafana", "dtls-dashboard.json")));
		while (matcher.find()) {
			used.add(matcher.group());
		}
		assertThat(used).hasSizeGreaterThan(5);
		assertThat(scraped).containsAll(used);
	}

	private JsseClient connect() throws Exception {
		return new JsseClient(this.server.localAddress(), Everyone.context()).handshake();
	}

	private static void echo(JsseClient client, int size) throws IOException {
		client.send(new byte[size]);
		assertThat(client.receiveMessage()).hasSize(size);
	}

	// Two datagrams that are no records, and a record of nobody's session.
	private void sendJunk() throws IOException {
		byte[] stray = new byte[13 + 32];
		stray[0] = 23;
		stray[1] = (byte) 0xfe;
		stray[2] = (byte) 0xfd;
		stray[4] = 1;
		stray[12] = 32;
		try (DatagramSocket socket = new DatagramSocket()) {
			for (byte[] datagram : new byte[][] { "junk".getBytes(StandardCharsets.US_ASCII), new byte[5], stray }) {
				socket.send(new DatagramPacket(datagram, datagram.length, this.server.localAddress()));
			}
		}
	}

	/** Waits until what was sent last is counted. */
	private String awaitCounted() throws Exception {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
		while (System.nanoTime() < deadline) {
			String scrape = scrape();
			if (value(scrape, "dtls_session_duration_seconds_count", "reason=\"peer-closed\"") == 2
					&& value(scrape, "dtls_datagrams_dropped_total", "reason=\"no-session\"") == 1) {
				return scrape;
			}
			TimeUnit.MILLISECONDS.sleep(50);
		}
		return scrape();
	}

	private static void expect(String scrape, String metric, double expected, String... tags) {
		assertThat(value(scrape, metric, tags)).as(metric + Arrays.toString(tags)).isEqualTo(expected);
	}

	private static double value(String scrape, String metric, String... tags) {
		return Arrays.stream(scrape.split("\n"))
			.filter((line) -> line.startsWith(metric + "{"))
			.filter((line) -> line.contains("server=\"dtlsServer\""))
			.filter((line) -> Arrays.stream(tags).allMatch(line::contains))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.reduce((one, other) -> Double.NaN)
			.orElse(Double.NaN);
	}

	private String scrape() throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + this.httpPort + "/actuator/prometheus");
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

}
