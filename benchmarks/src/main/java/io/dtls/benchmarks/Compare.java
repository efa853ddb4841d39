package io.dtls.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs all servers in turn, several times, so that what else happens on the machine hits
 * all of them alike; the medians count. Server and load are processes of their own,
 * pinned to different cores where the system has {@code taskset}.
 */
final class Compare {

	private final List<Contestant> contestants;

	private final List<Scenario> scenarios;

	private final int rounds;

	private final List<String> times;

	private final PrintStream progress = System.err;

	private final Comparison comparison = new Comparison();

	private Compare(Options options) {
		this.contestants = Arrays.stream(options.text("servers", "udp,dtls,scandium,jsse").split(","))
			.map(Contestant::named)
			.toList();
		this.scenarios = Arrays.stream(options.text("scenarios", "echo-64-1,echo-64-100,echo-64-1000").split(","))
			.map(Scenario::named)
			.toList();
		this.rounds = options.number("rounds", 3);
		this.times = List.of("--seconds", options.text("seconds", "3"), "--warmup", options.text("warmup", "2"));
	}

	static void run(Options options, PrintStream out) throws IOException {
		Compare compare = new Compare(options);
		String json = options.text("json", "");
		String plot = options.text("plot", "");
		String from = options.text("from", "");
		options.requireAllKnown();
		if (from.isEmpty()) {
			compare.measure();
		}
		for (String file : from.isEmpty() ? new String[0] : from.split(",")) {
			compare.comparison.addAll(Files.readAllLines(Path.of(file)));
		}
		out.print(compare.comparison.table());
		if (!json.isEmpty()) {
			Files.writeString(Path.of(json), compare.comparison.toJson());
		}
		if (!plot.isEmpty()) {
			Files.writeString(Path.of(plot), new CostPlot(compare.comparison).svg());
		}
	}

	private void measure() throws IOException {
		for (int round = 1; round <= this.rounds; round++) {
			for (Contestant contestant : this.contestants) {
				measure(contestant, round);
			}
		}
	}

	private void measure(Contestant contestant, int round) throws IOException {
		List<Scenario> mine = this.scenarios.stream().filter(contestant::runs).toList();
		if (mine.isEmpty()) {
			return;
		}
		List<String> serve = joined(List.of("serve"), contestant.serve(), List.of("--until-input-ends", "true"));
		try (JavaProcess server = JavaProcess.start(0, contestant.java(), serve)) {
			Result ready = Result.parse(server.readLine());
			List<String> target = List.of("--port", whole(ready, "port"), "--pid", whole(ready, "pid"));
			for (Scenario scenario : mine) {
				List<String> warmup = List.of("--warmup-count", scenario.isEcho() ? "200000" : "20000");
				List<String> arguments = joined(List.of("load"), contestant.load(scenario), target, this.times, warmup);
				try (JavaProcess load = JavaProcess.start(1, List.of(), arguments)) {
					Result result = Result.parse(load.readLine())
						.put("server", contestant.name())
						.put("scenario", scenario.name())
						.put("round", round);
					this.progress.println(result.toJson());
					this.comparison.add(contestant, scenario, result);
				}
			}
		}
	}

	@SafeVarargs
	private static List<String> joined(List<String>... lists) {
		List<String> all = new ArrayList<>();
		for (List<String> list : lists) {
			all.addAll(list);
		}
		return all;
	}

	private static String whole(Result result, String name) {
		return Long.toString((long) result.number(name));
	}

}
