package io.dtls.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonTests {

	@Test
	void readsTheRunsItHasKept() {
		Comparison first = new Comparison();
		first.add(Contestant.named("udp"), Scenario.named("echo-64-100"), run("udp", 4));
		first.add(Contestant.named("udp"), Scenario.named("echo-64-100"), run("udp", 6));
		first.add(Contestant.named("dtls"), Scenario.named("echo-64-100"), run("dtls", 7.5));
		Comparison again = new Comparison();
		again.addAll(List.of(first.toJson().split("\n", -1)));
		assertThat(again.table()).isEqualTo(first.table()).contains("| dtls | 7.50 [7.50..7.50] | 1.50 |");
		assertThat(new CostPlot(again).svg()).isEqualTo(new CostPlot(first).svg()).contains(">dtls</text>");
	}

	private static Result run(String server, double micros) {
		return new Result().put("server", server)
			.put("scenario", "echo-64-100")
			.put("serverCpuMicros", micros)
			.put("echoesPerSecond", 100_000);
	}

}
