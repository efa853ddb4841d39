package io.dtls.demo;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import io.dtls.spring.test.DtlsTest;
import io.dtls.spring.test.DtlsTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The echo alone, without console and Actuator.
 */
@DtlsTest
class EchoTests {

	@Autowired
	private DtlsTestClient client;

	@Test
	void sendsBackWhatItGot() {
		assertThat(this.client.exchange("hello")).hasText("hello");
		assertThat(this.client.exchange(new byte[] { 0, -1, 10 })).hasPayload(new byte[] { 0, -1, 10 });
	}

}
