package io.dtls.spring.test.app;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.test.DtlsTestClient;
import io.dtls.spring.test.LocalDtlsPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ports and client in the test of a whole application.
 */
@SpringBootTest(properties = { "dtls.server.port=0", "dtls.servers.gps.port=0", "dtls.ssl.self-signed=true",
		"spring.main.allow-bean-definition-overriding=false" })
@DirtiesContext
class LocalDtlsPortTests {

	@Autowired
	private DtlsServer server;

	@Autowired
	private DtlsTestClient client;

	@Autowired
	private Environment environment;

	@LocalDtlsPort
	private int port;

	@MockitoBean
	private Readings readings;

	@Test
	void tellsThePortOfEachServer(@Autowired ConfigurableApplicationContext context) {
		assertThat(this.port).isEqualTo(this.server.localAddress().getPort());
		assertThat(this.environment.getProperty("local.dtls.servers.gps.port", Integer.class))
			.isEqualTo(context.getBean("gps", DtlsServer.class).localAddress().getPort());
	}

	@Test
	void followsAServerThatStartsAgain(@Autowired ConfigurableApplicationContext context) {
		assertThat(this.client.exchange("one")).hasText("Hello one");
		context.stop();
		context.start();
		assertThat(this.environment.getProperty("local.dtls.server.port", Integer.class))
			.isEqualTo(this.server.localAddress().getPort());
		assertThat(this.client.handshake()).succeeded();
		assertThat(this.client.connect().exchange("two")).hasText("Hello two");
	}

}
