package io.dtls.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LatencyHistogramTests {

	@Test
	void percentilesAreExactToTwoPercent() {
		LatencyHistogram histogram = new LatencyHistogram();
		for (int micros = 1; micros <= 10_000; micros++) {
			histogram.record(micros * 1000L);
		}
		assertThat(histogram.micros(0.5)).isCloseTo(5000, within(100.0));
		assertThat(histogram.micros(0.99)).isCloseTo(9900, within(200.0));
		assertThat(histogram.micros(0.999)).isCloseTo(9990, within(200.0));
	}

	@Test
	void nothingRecordedIsZero() {
		LatencyHistogram histogram = new LatencyHistogram();
		histogram.record(5000);
		histogram.clear();
		assertThat(histogram.micros(0.99)).isZero();
	}

}
