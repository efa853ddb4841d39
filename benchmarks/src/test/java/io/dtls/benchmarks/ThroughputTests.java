package io.dtls.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.benchmarks.Transfer.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ThroughputTests {

	private static final int CHUNKS = 200;

	private static final Transfer TRANSFER = new Transfer(Transport.UDP, true, 10, 100, 0, "none");

	@TempDir
	Path folder;

	@Test
	void everyTransportIsMeasuredInBothDirections() throws Exception {
		Path json = this.folder.resolve("throughput.json");
		String table = drive("--chunks", Integer.toString(CHUNKS), "--warmup", "20", "--json", json.toString());
		List<Result> results = Files.readAllLines(json)
			.stream()
			.filter((line) -> line.startsWith("{"))
			.map(Result::parse)
			.toList();
		assertThat(results).extracting((result) -> result.text("transport") + " " + result.text("direction"))
			.containsExactly("TCP up", "TCP down", "UDP up", "UDP down", "TLS up", "TLS down", "DTLS up", "DTLS down");
		assertThat(results).allSatisfy((result) -> {
			assertThat(result.number("received") + result.number("drops")).isEqualTo(CHUNKS);
			assertThat(result.number("received")).isPositive();
			assertThat(result.number("mebibytesPerSecond")).isPositive();
		});
		assertThat(table.lines()).hasSize(results.size() + 2);
		// A stream loses nothing.
		assertThat(results).filteredOn((result) -> result.text("transport").startsWith("T"))
			.allSatisfy((result) -> assertThat(result.number("drops")).isZero());
	}

	@Test
	void theRateIsKept() throws Exception {
		Path json = this.folder.resolve("slow.json");
		drive("--transports", "udp", "--directions", "up", "--chunks", "50", "--size", "1024", "--rate", "0.25",
				"--warmup", "0", "--json", json.toString());
		assertThat(Result.parse(Files.readString(json)).number("mebibytesPerSecond")).isLessThan(0.3);
	}

	@Test
	void whatCannotBeSentIsTold() {
		assertThatExceptionOfType(java.io.IOException.class)
			.isThrownBy(() -> drive("--transports", "dtls", "--size", "2000", "--chunks", "1", "--warmup", "0"));
	}

	@Test
	void onlyWhatArrivedCounts() throws Exception {
		Arrivals arrivals = new Arrivals(TRANSFER, Progress.unseen());
		for (int number : new int[] { 0, 1, 1, 3, 9 }) {
			byte[] chunk = TRANSFER.chunk(number);
			arrivals.take(chunk, chunk.length);
		}
		byte[] cut = TRANSFER.chunk(4);
		arrivals.take(cut, cut.length - 1);
		byte[] foreign = new byte[TRANSFER.size()];
		arrivals.take(foreign, foreign.length);
		Result result = arrivals.await();
		assertThat(result.number("received")).isEqualTo(4);
		assertThat(result.number("drops")).isEqualTo(6);
	}

	@Test
	void aDotIsShownForEveryTwentieth() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Progress progress = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), "udp  up  ", 40);
		for (int done = 1; done <= 40; done++) {
			progress.at(done);
		}
		assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("udp  up   " + ".".repeat(20));
	}

	private static String drive(String... arguments) throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ThroughputServer server = new ThroughputServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				0)) {
			server.start();
			Throughput.drive(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
					new Options(Arrays.asList(arguments)), new PrintStream(out, true, StandardCharsets.UTF_8));
		}
		return out.toString(StandardCharsets.UTF_8);
	}

}
