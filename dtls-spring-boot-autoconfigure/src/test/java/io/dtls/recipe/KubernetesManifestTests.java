package io.dtls.recipe;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.properties.DtlsStoreProperties.Snapshot.Store;

/**
 * The manifests fit together and to the properties, as far as that can be told without a
 * cluster.
 */
class KubernetesManifestTests {

	private List<Node> manifests;

	@BeforeEach
	void read() throws IOException {
		try (Reader reader = Files.newBufferedReader(Path.of("..", "deploy", "kubernetes", "telemetry.yaml"))) {
			LoaderOptions strict = new LoaderOptions();
			strict.setAllowDuplicateKeys(false);
			Iterable<Object> documents = new Yaml(new SafeConstructor(strict)).loadAll(reader);
			this.manifests = StreamSupport.stream(documents.spliterator(), false).map(Node::new).toList();
		}
	}

	private Node manifest(String kind, String name) {
		return this.manifests.stream()
			.filter((one) -> one.get("kind").value().equals(kind) && one.get("metadata", "name").value().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private Node container() {
		return manifest("Deployment", "telemetry").get("spec", "template", "spec", "containers").items().get(0);
	}

	@Test
	void everyManifestHasTheVersionOfItsKind() {
		Map<Object, Object> versions = Map.of("Deployment", "apps/v1", "Service", "v1", "PodDisruptionBudget",
				"policy/v1");
		Assertions.assertThat(this.manifests)
			.hasSize(4)
			.allSatisfy((one) -> Assertions.assertThat(one.get("apiVersion").value())
				.isEqualTo(versions.get(one.get("kind").value())));
	}

	@Test
	void selectorsFindThePods() {
		Node deployment = manifest("Deployment", "telemetry").get("spec");
		Object labels = deployment.get("template", "metadata", "labels").value();
		Assertions.assertThat(deployment.get("selector", "matchLabels").value()).isEqualTo(labels);
		Assertions.assertThat(manifest("Service", "telemetry").get("spec", "selector").value()).isEqualTo(labels);
		Assertions.assertThat(manifest("Service", "telemetry-nodes").get("spec", "selector").value()).isEqualTo(labels);
		Assertions
			.assertThat(manifest("PodDisruptionBudget", "telemetry").get("spec", "selector", "matchLabels").value())
			.isEqualTo(labels);
	}

	@ParameterizedTest
	@ValueSource(strings = { "telemetry", "telemetry-nodes" })
	void servicesBringUdpToThePortOfTheServer(String service) {
		Node port = manifest("Service", service).get("spec", "ports").items().get(0);
		Node target = container().get("ports")
			.items()
			.stream()
			.filter((one) -> one.get("name").value().equals(port.get("targetPort").value()))
			.findFirst()
			.orElseThrow();
		Assertions.assertThat(port.get("protocol").value()).isEqualTo("UDP");
		Assertions.assertThat(target.get("protocol").value()).isEqualTo("UDP");
		Assertions.assertThat(target.get("containerPort").value()).isEqualTo(properties().getServer().getPort());
	}

	private DtlsProperties properties() {
		Map<String, Object> variables = new HashMap<>();
		for (Node variable : container().get("env").items()) {
			variables.put((String) variable.get("name").value(),
					variable.has("value") ? variable.get("value").value() : "a secret of a cluster");
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
		return Binder.get(environment).bind("dtls", DtlsProperties.class).get();
	}

	@Test
	void theVariablesAreProperties() {
		DtlsProperties properties = properties();
		Assertions.assertThat(properties.getServer().getSnapshot().getStore()).isEqualTo(Store.REDIS);
		Assertions.assertThat(properties.getServer().getResumption().getStore()).isEqualTo("redis");
		Assertions.assertThat(properties.getSecrets().getCurrent()).isEqualTo("a secret of a cluster");
	}

	@Test
	void thereIsTimeToSaveTheSessions() {
		Node pod = manifest("Deployment", "telemetry").get("spec", "template", "spec");
		int pause = (int) container().get("lifecycle", "preStop", "sleep", "seconds").value();
		long grace = properties().getServer().getShutdown().getGracePeriod().toSeconds();
		Assertions.assertThat((int) pod.get("terminationGracePeriodSeconds").value())
			.isGreaterThanOrEqualTo((int) (pause + 2 * grace));
	}

	@Test
	void probesAskActuatorOnThePortOfHttp() {
		for (String probe : List.of("readinessProbe", "livenessProbe")) {
			Node request = container().get(probe, "httpGet");
			Assertions.assertThat((String) request.get("path").value()).startsWith("/actuator/health/");
			Assertions.assertThat(container().get("ports").items())
				.anyMatch((port) -> port.get("name").value().equals(request.get("port").value()));
		}
	}

	/**
	 * A part of a manifest.
	 *
	 * @param value a map, a list, or a scalar
	 */
	private record Node(Object value) {

		boolean has(String key) {
			return ((Map<?, ?>) this.value).containsKey(key);
		}

		Node get(String... path) {
			Object at = this.value;
			for (String key : path) {
				at = ((Map<?, ?>) at).get(key);
				Assertions.assertThat(at).as(key).isNotNull();
			}
			return new Node(at);
		}

		List<Node> items() {
			return ((List<?>) this.value).stream().map(Node::new).toList();
		}

	}

}
