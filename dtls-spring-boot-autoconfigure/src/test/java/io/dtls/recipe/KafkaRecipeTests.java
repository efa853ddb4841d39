package io.dtls.recipe;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.api.Assertions;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;

import io.dtls.CipherSuite;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.SocketTransport;
import io.dtls.testing.TestDtlsClient;

/**
 * Two nodes with one Kafka, as docs/operations/downstream.md describes them.
 */
@Timeout(120)
class KafkaRecipeTests {

	private static final String DEVICE = "sensor-1";

	private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final EmbeddedKafkaBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "telemetry", "commands");

	private final List<AutoCloseable> open = new ArrayList<>();

	@BeforeAll
	static void startKafka() {
		broker.afterPropertiesSet();
	}

	@AfterAll
	static void stopKafka() {
		broker.destroy();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	private ConfigurableApplicationContext node(String name) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Node.class)
			.properties("node=" + name, "dtls.server.port=0", "dtls.server.address=127.0.0.1",
					"dtls.psk.identities[" + DEVICE + "]=30313233343536373839616263646566",
					"spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
					"spring.kafka.producer.value-serializer=" + ByteArraySerializer.class.getName(),
					"spring.kafka.consumer.value-deserializer=" + ByteArrayDeserializer.class.getName(),
					"spring.kafka.consumer.auto-offset-reset=earliest", "spring.jmx.enabled=false",
					"spring.main.web-application-type=none", "spring.main.banner-mode=off")
			.run();
		this.open.add(context);
		return context;
	}

	private DTLSTransport connect(ConfigurableApplicationContext node) throws IOException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		socket.connect(node.getBean(DtlsServer.class).localAddress());
		this.open.add(0, socket);
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk(DEVICE, KEY);
		client.resendMillis = 1000;
		return client.connect(new SocketTransport(socket));
	}

	private static String receive(DTLSTransport device) throws IOException {
		byte[] buffer = new byte[2048];
		int length = device.receive(buffer, 0, buffer.length, 30_000);
		return (length < 0) ? "nothing" : new String(buffer, 0, length, StandardCharsets.UTF_8);
	}

	private Consumer<String, byte[]> telemetry() {
		Map<String, Object> properties = KafkaTestUtils.consumerProps(broker, "test", true);
		Consumer<String, byte[]> consumer = new KafkaConsumer<>(properties, new StringDeserializer(),
				new ByteArrayDeserializer());
		this.open.add(0, consumer);
		broker.consumeFromAnEmbeddedTopic(consumer, "telemetry");
		return consumer;
	}

	@Test
	@SuppressWarnings("unchecked")
	void telemetryGoesToKafkaAndCommandsComeBackThroughTheNodeThatHasTheSession() throws Exception {
		ConfigurableApplicationContext first = node("first");
		ConfigurableApplicationContext second = node("second");
		Consumer<String, byte[]> telemetry = telemetry();
		KafkaTemplate<String, byte[]> backend = first.getBean(KafkaTemplate.class);
		for (ConfigurableApplicationContext node : List.of(second, first)) {
			DTLSTransport device = connect(node);
			byte[] reading = "23.5".getBytes(StandardCharsets.UTF_8);
			device.send(reading, 0, reading.length);
			ConsumerRecord<String, byte[]> record = KafkaTestUtils.getSingleRecord(telemetry, "telemetry",
					Duration.ofSeconds(30));
			Assertions.assertThat(record.key()).isEqualTo(DEVICE);
			Assertions.assertThat(record.value()).isEqualTo(reading);
			Assertions.assertThat(record.headers().headers("dtls_sessionId")).hasSize(1);
			backend.send("commands", DEVICE, "report now".getBytes(StandardCharsets.UTF_8));
			Assertions.assertThat(receive(device)).isEqualTo("report now");
			device.close();
		}
	}

	@Test
	void theDocumentationShowsWhatIsTested() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/dtls/recipe/KafkaRecipe.java"));
		String page = Files.readString(Path.of("../docs/operations/downstream.md"));
		String code = page.substring(page.indexOf("```java") + 7, page.indexOf("```", page.indexOf("```java") + 7));
		Assertions.assertThat(Arrays.stream(code.split("\n")).map(String::trim)).allMatch(source::contains);
	}

	/** An application with the recipe. */
	@SpringBootApplication(proxyBeanMethods = false)
	@Import(KafkaRecipe.class)
	static class Node {

	}

}
