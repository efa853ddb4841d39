package io.dtls.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What every server in a comparison is put through.
 *
 * @param name what tables call it
 * @param kind which servers can take part
 * @param sessions how many clients, 0 where connecting is what is measured
 * @param load arguments of {@code load}
 */
record Scenario(String name, Kind kind, int sessions, List<String> load) {

	static final List<Scenario> ALL = List.of(echo(1, 64), echo(100, 64), echo(1000, 64), echo(10_000, 64),
			echo(100, 1200), connectionId(100), connectionId(1000),
			handshakes("full", Kind.CERTIFICATE, "--handshakes", "full", "--auth", "cert"),
			handshakes("resumed", Kind.CERTIFICATE, "--handshakes", "resumed", "--auth", "cert"),
			handshakes("psk", Kind.PRE_SHARED_KEY, "--handshakes", "full"));

	// A server of thousands of devices rarely has one handshake at a time.
	private static Scenario handshakes(String name, Kind kind, String... load) {
		List<String> arguments = new ArrayList<>(List.of(load));
		arguments.addAll(List.of("--connect-threads", "64"));
		return new Scenario(name, kind, 0, List.copyOf(arguments));
	}

	private static Scenario echo(int sessions, int size) {
		List<String> load = new ArrayList<>(
				List.of("--sessions", Integer.toString(sessions), "--size", Integer.toString(size)));
		if (sessions == 10_000) {
			load.addAll(List.of("--heap", "true"));
		}
		return new Scenario("echo-" + size + "-" + sessions, Kind.ECHO, sessions, load);
	}

	// What CoAP devices use, and what Scandium is best at.
	private static Scenario connectionId(int sessions) {
		return new Scenario("ccm8-cid-" + sessions, Kind.CONNECTION_ID, sessions, List.of("--sessions",
				Integer.toString(sessions), "--suite", "TLS_PSK_WITH_AES_128_CCM_8", "--cid", "0"));
	}

	static Scenario named(String name) {
		return ALL.stream()
			.filter((scenario) -> scenario.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no scenario " + name));
	}

	boolean isEcho() {
		return this.sessions > 0;
	}

	/** Which servers can take part. */
	enum Kind {

		ECHO, CONNECTION_ID, CERTIFICATE, PRE_SHARED_KEY

	}

}
