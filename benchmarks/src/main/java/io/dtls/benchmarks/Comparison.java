package io.dtls.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All results of a comparison, by scenario and server.
 */
final class Comparison {

	private static final String CPU = "serverCpuMicros";

	private static final String HANDSHAKES = "handshakesPerCpuSecond";

	private final Map<Scenario, Map<Contestant, List<Result>>> results = new LinkedHashMap<>();

	void add(Contestant contestant, Scenario scenario, Result result) {
		this.results.computeIfAbsent(scenario, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(contestant, (key) -> new ArrayList<>())
			.add(result);
	}

	/**
	 * Adds runs that {@link #toJson} has kept.
	 * @param lines with one run in each that has one
	 */
	void addAll(List<String> lines) {
		for (String line : lines) {
			Result run = Result.parse(line);
			if (run.has("scenario")) {
				add(Contestant.named(run.text("server")), Scenario.named(run.text("scenario")), run);
			}
		}
	}

	Map<Contestant, List<Result>> of(Scenario scenario) {
		return this.results.getOrDefault(scenario, Map.of());
	}

	Iterable<Scenario> scenarios() {
		return this.results.keySet();
	}

	static double median(List<Result> runs, String member) {
		double[] sorted = runs.stream().mapToDouble((run) -> run.number(member)).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/** Every run, as a JSON array. */
	String toJson() {
		return this.results.values()
			.stream()
			.flatMap((servers) -> servers.values().stream())
			.flatMap(List::stream)
			.map(Result::toJson)
			.collect(Collectors.joining(",\n", "[\n", "\n]\n"));
	}

	/** The medians, in Markdown. */
	String table() {
		StringBuilder table = new StringBuilder();
		table.append("| scenario | server | CPU µs/echo [min..max] | of udp | of scandium | of jsse | echo/s")
			.append(" | p50 µs | p99 µs | lost | overflowed | wrong | heap B/session |\n")
			.append("|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
		this.results.forEach((scenario, servers) -> {
			if (scenario.isEcho()) {
				servers.forEach((server, runs) -> table.append(echoRow(scenario, server, runs)));
			}
		});
		table.append("\n| scenario | server | handshakes per CPU second [min..max] | of scandium | of jsse")
			.append(" | handshakes/s | p50 µs | p99 µs | failed |\n")
			.append("|---|---|---|---|---|---|---|---|---|\n");
		this.results.forEach((scenario, servers) -> {
			if (!scenario.isEcho()) {
				servers.forEach((server, runs) -> table.append(handshakeRow(scenario, server, runs)));
			}
		});
		return table.toString();
	}

	private String echoRow(Scenario scenario, Contestant server, List<Result> runs) {
		return String.format(Locale.ROOT,
				"| %s | %s | %s | %s | %s | %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %s |%n", scenario.name(),
				server.name(), range(runs, CPU, "%.2f"), ratio(scenario, runs, CPU, "udp"),
				ratio(scenario, runs, CPU, "scandium"), ratio(scenario, runs, CPU, "jsse"),
				median(runs, "echoesPerSecond"), median(runs, "p50us"), median(runs, "p99us"), sum(runs, "lost"),
				sum(runs, "overflowed"), sum(runs, "wrong"), heap(runs));
	}

	private String handshakeRow(Scenario scenario, Contestant server, List<Result> runs) {
		return String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %.0f | %.0f | %.0f | %.0f |%n", scenario.name(),
				server.name(), range(runs, HANDSHAKES, "%.0f"), ratio(scenario, runs, HANDSHAKES, "scandium"),
				ratio(scenario, runs, HANDSHAKES, "jsse"), median(runs, "handshakesPerSecond"), median(runs, "p50us"),
				median(runs, "p99us"), sum(runs, "failed"));
	}

	private static String range(List<Result> runs, String member, String format) {
		double min = runs.stream().mapToDouble((run) -> run.number(member)).min().orElse(Double.NaN);
		double max = runs.stream().mapToDouble((run) -> run.number(member)).max().orElse(Double.NaN);
		return String.format(Locale.ROOT, format + " [" + format + ".." + format + "]", median(runs, member), min, max);
	}

	// Scandium with connection ids stands for Scandium where those are used.
	private String ratio(Scenario scenario, List<Result> runs, String member, String rival) {
		for (Map.Entry<Contestant, List<Result>> entry : of(scenario).entrySet()) {
			if (entry.getKey().name().startsWith(rival)) {
				return String.format(Locale.ROOT, "%.2f", median(runs, member) / median(entry.getValue(), member));
			}
		}
		return "-";
	}

	private static double sum(List<Result> runs, String member) {
		return runs.stream().mapToDouble((run) -> run.number(member)).sum();
	}

	private static String heap(List<Result> runs) {
		return runs.get(0).has("heapPerSession") ? String.format(Locale.ROOT, "%.0f", median(runs, "heapPerSession"))
				: "-";
	}

}
