package io.dtls.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LoadTests {

	@Test
	void everyByteOfPlainUdpComesBack() throws Exception {
		try (UdpEchoServer server = new UdpEchoServer(0)) {
			server.start();
			assertEchoes(load(server, "--protocol", "udp", "--sessions", "20"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_PSK_WITH_AES_128_GCM_SHA256", "TLS_PSK_WITH_AES_128_CCM_8",
			"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" })
	void everyByteOfDtlsComesBack(String suite) throws Exception {
		try (EchoServer server = DtlsEchoServer.start(0, new Options(List.of()))) {
			assertEchoes(load(server, "--suite", suite, "--sessions", "5"));
		}
	}

	@Test
	void springAnswers() throws Exception {
		try (EchoServer server = SpringEchoServer.start(0, new Options(List.of()))) {
			assertEchoes(load(server, "--sessions", "5"));
		}
	}

	@Test
	void scandiumAnswers() throws Exception {
		try (EchoServer server = ScandiumEchoServer.start(0, new Options(List.of("--cid", "6")))) {
			assertEchoes(load(server, "--suite", "TLS_PSK_WITH_AES_128_CCM_8", "--cid", "0", "--sessions", "5"));
		}
	}

	@Test
	void jsseAnswers() throws Exception {
		try (EchoServer server = JsseEchoServer.start(0)) {
			assertEchoes(load(server, "--auth", "cert", "--sessions", "5"));
		}
	}

	@Test
	void clientsThatComeAllAtOnceAreServed() throws Exception {
		try (EchoServer server = DtlsEchoServer.start(0, new Options(List.of()))) {
			Result result = load(server, "--handshakes", "full", "--storm", "50");
			assertThat(result.number("handshakes")).isEqualTo(50);
			assertThat(result.number("failed")).isZero();
		}
	}

	@Test
	void handshakesAreCounted() throws Exception {
		try (EchoServer server = DtlsEchoServer.start(0, new Options(List.of()))) {
			Result result = load(server, "--handshakes", "full");
			assertThat(result.number("handshakes")).isPositive();
			assertThat(result.number("failed")).isZero();
		}
	}

	@Test
	void aMistypedOptionIsRefused() {
		Options options = new Options(List.of("--sesions", "5"));
		options.number("sessions", 1);
		assertThatIllegalArgumentException().isThrownBy(options::requireAllKnown).withMessageContaining("sesions");
	}

	private static Result load(EchoServer server, String... arguments) throws Exception {
		List<String> all = new ArrayList<>(List.of("--port", Integer.toString(server.port()), "--warmup", "0.05",
				"--seconds", "0.3", "--pid", Long.toString(ProcessHandle.current().pid())));
		all.addAll(List.of(arguments));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Load.run(new Options(all), new PrintStream(out, true, StandardCharsets.UTF_8));
		return Result.parse(out.toString(StandardCharsets.UTF_8));
	}

	private static void assertEchoes(Result result) {
		assertThat(result.number("echoes")).isPositive();
		assertThat(result.number("wrong")).isZero();
		assertThat(result.number("p99us")).isPositive();
	}

}
