package io.dtls.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A server as {@link Compare} starts it, and how its load differs from the usual one.
 *
 * @param name what tables call it
 * @param serve arguments of {@code serve}
 * @param java options of its JVM
 * @param certificateOnly whether it knows no pre-shared keys, so that its load has to use
 * its certificate
 */
record Contestant(String name, List<String> serve, List<String> java, boolean certificateOnly) {

	// Elliptic curves of the JVM and Bouncy Castle, unless said otherwise.
	private static final List<String> NO_CORRETTO = List.of("-Dio.dtls.corretto=false");

	static final List<Contestant> ALL = List.of(new Contestant("udp", List.of("udp"), List.of(), true),
			new Contestant("dtls", List.of("dtls"), NO_CORRETTO, false),
			new Contestant("dtls-nio", List.of("dtls", "--batched", "false"), NO_CORRETTO, false),
			new Contestant("dtls-corretto", List.of("dtls"), List.of(), false),
			new Contestant("dtls-ordered", List.of("dtls", "--dispatch", "ordered"), NO_CORRETTO, false),
			new Contestant("spring", List.of("spring"), NO_CORRETTO, false),
			new Contestant("spring-direct", List.of("spring", "--dispatch", "direct"), NO_CORRETTO, false),
			new Contestant("scandium", List.of("scandium"), List.of(), false),
			new Contestant("scandium-cid", List.of("scandium", "--cid", "6"), List.of(), false),
			new Contestant("jsse", List.of("jsse"), List.of(), true));

	static Contestant named(String name) {
		return ALL.stream()
			.filter((contestant) -> contestant.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no server " + name + " among " + ALL));
	}

	/**
	 * What the load needs to be told for this server.
	 * @param scenario what to do
	 * @return null if the server cannot do it
	 */
	List<String> load(Scenario scenario) {
		if (!runs(scenario)) {
			throw new IllegalArgumentException(this.name + " cannot run " + scenario.name());
		}
		List<String> arguments = new ArrayList<>(scenario.load());
		if (this.name.equals("udp")) {
			arguments.addAll(List.of("--protocol", "udp"));
		}
		else if (this.certificateOnly) {
			arguments.addAll(List.of("--auth", "cert"));
		}
		return arguments;
	}

	boolean runs(Scenario scenario) {
		if (this.name.equals("udp")) {
			return scenario.kind() == Scenario.Kind.ECHO;
		}
		return switch (scenario.kind()) {
			// Thousands of handshakes of this peer would take minutes.
			case ECHO -> !this.name.equals("jsse") || scenario.sessions() <= 1000;
			case CONNECTION_ID -> !this.certificateOnly && !this.name.equals("scandium");
			case CERTIFICATE -> true;
			case PRE_SHARED_KEY -> !this.certificateOnly;
		};
	}

}
