package io.dtls.autoconfigure.testcontainers;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.MessageBuilder;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.autoconfigure.DtlsClientAutoConfiguration;
import io.dtls.autoconfigure.DtlsListenerAutoConfiguration;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is the client of libcoap's server, and the server of OpenSSL's
 * client; where they run is left open.
 */
abstract class PeerScenario {

	/** What libcoap takes as text. */
	static final String KEY = "0123456789abcdef";

	/** The same in hexadecimal. */
	static final String HEX_KEY = "30313233343536373839616263646566";

	private static final byte[] COAP_GET = { 0x40, 0x01, 0x12, 0x34 };

	// 2.05 Content, acknowledging the message above (RFC 7252, section 3).
	private static final byte[] COAP_CONTENT = { 0x60, 0x45, 0x12, 0x34 };

	@Autowired
	@Qualifier("dtlsOutboundClientChannel")
	private MessageChannel toServer;

	@Autowired
	private Answers answers;

	@Autowired
	private DtlsServer server;

	/** Has OpenSSL's client say "device" to a port of this machine. */
	abstract String sayHello(int port) throws Exception;

	@Test
	void asksAServer() throws InterruptedException {
		this.toServer.send(MessageBuilder.withPayload(COAP_GET).build());
		assertThat(this.answers.next()).startsWith(COAP_CONTENT);
	}

	@Test
	void answersAClient() throws Exception {
		assertThat(sayHello(this.server.localAddress().getPort())).contains("Hello device");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, IntegrationAutoConfiguration.class,
			DtlsAutoConfiguration.class, DtlsClientAutoConfiguration.class, DtlsListenerAutoConfiguration.class })
	@Import({ Answers.class, Greeter.class })
	static class Application {

	}

	static class Answers {

		private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();

		@DtlsListener(server = "dtlsClient")
		void take(byte[] message) {
			this.messages.add(message);
		}

		byte[] next() throws InterruptedException {
			return this.messages.poll(15, TimeUnit.SECONDS);
		}

	}

	static class Greeter {

		@DtlsListener
		String greet(String name) {
			return "Hello " + name;
		}

	}

}
