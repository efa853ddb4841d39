package io.dtls.benchmarks;

import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;

/**
 * The starter as an application uses it: a listener that takes a byte array and returns
 * it.
 */
final class SpringEchoServer implements EchoServer {

	private final ConfigurableApplicationContext context;

	private SpringEchoServer(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static SpringEchoServer start(int port, Options options) {
		Map<String, Object> properties = Map.of("dtls.server.port", port, "dtls.server.address", "127.0.0.1",
				"dtls.ssl.self-signed", true, "dtls.psk.identities." + BenchmarkIdentity.PSK_IDENTITY,
				BenchmarkIdentity.pskHex(), "dtls.server.dispatch.mode", options.text("dispatch", "ordered"),
				"dtls.server.handshake.per-source-rate", "1000000/s", "dtls.server.handshake.max-per-source", 1_000_000,
				"dtls.server.handshake.max-per-prefix", 1_000_000, "dtls.server.handshake.rate", "1000000/s",
				"logging.level.root", "error");
		return new SpringEchoServer(new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(properties)
			.run());
	}

	@Override
	public int port() {
		return this.context.getBean(DtlsServer.class).localAddress().getPort();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Echo echo() {
			return new Echo();
		}

	}

	static class Echo {

		@DtlsListener
		byte[] echo(byte[] message) {
			return message;
		}

	}

}
