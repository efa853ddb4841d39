package io.dtls.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResultTests {

	@Test
	void comesBackFromItsJson() {
		Result result = Result
			.parse(new Result().put("server", "dtls").put("echoes", 12_345).put("micros", 5.25).toJson());
		assertThat(result.text("server")).isEqualTo("dtls");
		assertThat(result.number("echoes")).isEqualTo(12_345);
		assertThat(result.number("micros")).isEqualTo(5.25);
		assertThat(result.has("other")).isFalse();
	}

}
