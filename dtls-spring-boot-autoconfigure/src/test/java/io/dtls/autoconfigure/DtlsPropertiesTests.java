package io.dtls.autoconfigure;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.dtls.CipherSuite;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.autoconfigure.server.ServerDefinition;
import io.dtls.autoconfigure.server.ServerSettings;
import io.dtls.autoconfigure.ssl.EffectiveSsl;
import io.dtls.autoconfigure.ssl.ServerSecurity;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.CurveProvider;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.Migration;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SessionSettings.OnLimit;
import io.dtls.settings.SocketSettings;

import static org.assertj.core.api.Assertions.assertThat;

class DtlsPropertiesTests {

	private static final Path REFERENCE = Path.of("../docs/reference/properties.md");

	// One of each type that is nowhere the default.
	private static final Map<String, String> VALUES = Map.of("java.nio.file.Path", "/tmp/keys.log", "java.lang.Integer",
			"77", "java.lang.String", "text", "java.time.Duration", "77s", "org.springframework.util.unit.DataSize",
			"77KB", "java.net.InetAddress", "127.0.0.77", "java.util.List<java.lang.String>", "one,two",
			"java.lang.Double", "7.7");

	private DtlsProperties bind(Map<String, String> properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource(properties);
		return new Binder(List.of(source), null, ApplicationConversionService.getSharedInstance(), null)
			.bindOrCreate("dtls", DtlsProperties.class);
	}

	private ServerSettings settings(Map<String, String> properties) {
		return ServerDefinition.unnamed(bind(properties)).settings();
	}

	private static SecuritySettings security(DtlsProperties properties, String... bundleCiphers) {
		return ServerSecurity.of(ServerDefinition.unnamed(properties).ssl(), properties.getServer().getClientAuth(),
				bundleCiphers);
	}

	@Test
	void hasTheDefaultsOfTheCore() {
		ServerSettings settings = settings(Map.of());
		assertThat(settings.handshakes()).isEqualTo(HandshakeSettings.defaults());
		assertThat(settings.sessions()).isEqualTo(SessionSettings.defaults());
		assertThat(settings.dispatch()).isEqualTo(DispatchSettings.defaults());
		assertThat(settings.socket()).isEqualTo(SocketSettings.defaults());
		assertThat(settings.gracePeriod()).isEqualTo(Duration.ofSeconds(5));
		assertThat(security(bind(Map.of()))).isEqualTo(SecuritySettings.defaults());
	}

	@Test
	void mapsPortAndAddress() throws Exception {
		assertThat(settings(Map.of("dtls.server.port", "5684", "dtls.server.address", "127.0.0.1")).bindAddress())
			.isEqualTo(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 5684));
	}

	@Test
	void mapsTheCurveProvider() {
		assertThat(bind(Map.of()).getCurveProvider()).isEqualTo(CurveProvider.AUTO);
		assertThat(bind(Map.of("dtls.curve-provider", "bouncy-castle")).getCurveProvider())
			.isEqualTo(CurveProvider.BOUNCY_CASTLE);
	}

	@Test
	void mapsDemuxAndMtu() {
		DtlsServerProperties server = bind(Map.of("dtls.server.demux", "router", "dtls.server.mtu", "1200"))
			.getServer();
		assertThat(server.getDemux()).isEqualTo(DemuxMode.ROUTER);
		assertThat(server.getMtu()).isEqualTo(1200);
	}

	@Test
	void mapsHandshakeLimits() {
		assertThat(settings(Map.of("dtls.server.handshake.timeout", "30s", "dtls.server.handshake.initial-retransmit",
				"100ms", "dtls.server.handshake.max-concurrent", "7", "dtls.server.handshake.per-source-rate", "3/s",
				"dtls.server.handshake.max-per-source", "5", "dtls.server.handshake.max-per-prefix", "6",
				"dtls.server.handshake.memory-budget", "8MB", "dtls.server.handshake.max-message-size", "16KB",
				"dtls.server.handshake.rate", "70/s"))
			.handshakes())
			.isEqualTo(HandshakeSettings.defaults()
				.withTimeout(Duration.ofSeconds(30))
				.withInitialRetransmit(Duration.ofMillis(100))
				.withMaxConcurrent(7)
				.withRate(70)
				.withSourceLimits(5, 6, 3)
				.withMemoryBudget(8 * 1024 * 1024)
				.withMaxMessageSize(16 * 1024));
	}

	@Test
	void hasNoFixedLimitForASourceUnlessOneIsSet() {
		assertThat(settings(Map.of("dtls.server.handshake.max-concurrent", "7")).handshakes())
			.isEqualTo(HandshakeSettings.defaults().withMaxConcurrent(7));
		assertThat(settings(Map.of("dtls.server.handshake.max-per-source", "3")).handshakes()).isEqualTo(
				HandshakeSettings.defaults().withSourceLimits(3, HandshakeSettings.UNSET, HandshakeSettings.UNSET));
	}

	@Test
	void mapsSessionLimits() {
		assertThat(settings(Map.of("dtls.server.session.max", "9", "dtls.server.session.max-per-source", "2",
				"dtls.server.session.idle-timeout", "90", "dtls.server.session.max-age", "1h",
				"dtls.server.session.on-limit", "evict-idle"))
			.sessions())
			.isEqualTo(new SessionSettings(9, 2, Duration.ofSeconds(90), Duration.ofHours(1), OnLimit.EVICT_IDLE));
	}

	@Test
	void mapsDispatch() {
		assertThat(settings(Map.of("dtls.server.dispatch.mode", "direct", "dtls.server.dispatch.queue-capacity", "4",
				"dtls.server.dispatch.on-full", "drop-oldest", "dtls.server.dispatch.memory-budget", "2MB"))
			.dispatch())
			.isEqualTo(new DispatchSettings(DispatchSettings.Mode.DIRECT, 4, DispatchSettings.OnFull.DROP_OLDEST,
					2 * 1024 * 1024));
	}

	@Test
	void mapsSocketBuffersAndGracePeriod() {
		ServerSettings settings = settings(
				Map.of("dtls.server.socket.receive-buffer", "1MB", "dtls.server.socket.send-buffer", "64KB",
						"dtls.server.socket.batched", "false", "dtls.server.shutdown.grace-period", "2s"));
		assertThat(settings.socket()).isEqualTo(new SocketSettings(1024 * 1024, 64 * 1024, false));
		assertThat(settings.gracePeriod()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void mapsWhetherPeersAreToldAtTheStop() {
		assertThat(new DtlsProperties().getServer().getShutdown().isCloseNotify()).isTrue();
		assertThat(bind(Map.of("dtls.server.shutdown.close-notify", "false")).getServer().getShutdown().isCloseNotify())
			.isFalse();
	}

	@Test
	void mapsConnectionIds() {
		ServerSettings settings = settings(
				Map.of("dtls.server.connection-id.length", "12", "dtls.server.connection-id.migration", "reject"));
		assertThat(settings.connectionIds().length()).isEqualTo(12);
		assertThat(settings.connectionIds().migration()).isEqualTo(Migration.REJECT);
		assertThat(settings(Map.of("dtls.server.connection-id.length", "0")).connectionIds().length()).isZero();
	}

	@Test
	void prefersWhatIsSetForTheServerItself() {
		DtlsProperties properties = bind(Map.of("dtls.ssl.self-signed", "true", "dtls.ssl.groups", "x25519",
				"dtls.psk.identities.a", "00", "dtls.psk.hint", "all", "dtls.server.ssl.bundle", "web",
				"dtls.server.ssl.groups", "secp384r1", "dtls.server.psk.identities.b", "01"));
		ServerDefinition server = ServerDefinition.unnamed(properties);
		assertThat(server.ssl().source()).isEqualTo(EffectiveSsl.Source.BUNDLE);
		assertThat(server.ssl().bundleName()).isEqualTo("web");
		assertThat(security(properties).groups()).containsExactly("secp384r1");
		assertThat(server.psk().getIdentities()).containsOnlyKeys("b");
		assertThat(server.pskHint()).isEqualTo("all");
	}

	@Test
	void mapsSecurity() {
		DtlsProperties properties = bind(Map.of("dtls.server.client-auth", "need", "dtls.ssl.cipher-suites",
				"TLS_PSK_WITH_AES_128_CCM_8,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "dtls.ssl.groups", "secp384r1",
				"dtls.ssl.signature-schemes", "rsa_pss_rsae_sha256"));
		assertThat(security(properties)).isEqualTo(SecuritySettings.defaults()
			.withCipherSuites(
					List.of(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256))
			.withGroups(List.of("secp384r1"))
			.withSignatureSchemes(List.of("rsa_pss_rsae_sha256"))
			.withClientAuth(ClientAuth.NEED));
	}

	@Test
	void takesTheSuitesOfABundleThatAreForDtls() {
		assertThat(security(bind(Map.of()), "TLS_AES_128_GCM_SHA256", "TLS_PSK_WITH_AES_128_CCM_8").cipherSuites())
			.containsExactly(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
	}

	@Test
	void takesNoSuiteOfABundleThatIsInsecure() {
		assertThat(security(bind(Map.of()), "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_PSK_WITH_AES_128_CCM_8")
			.cipherSuites()).containsExactly(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
	}

	@Test
	void allowsTheOldVersionOnlyIfItIsNamed() {
		assertThat(security(bind(Map.of())).protocols()).containsExactly("DTLSv1.2");
		assertThat(security(bind(Map.of("dtls.ssl.protocols", "DTLSv1.2"))).cipherSuites())
			.isEqualTo(CipherSuite.defaults());
		SecuritySettings old = security(bind(Map.of("dtls.ssl.protocols", "DTLSv1.2,DTLSv1.0")));
		assertThat(old.protocols()).containsExactly("DTLSv1.2", "DTLSv1.0");
		assertThat(old.cipherSuites()).containsAll(CipherSuite.insecure()).containsAll(CipherSuite.defaults());
		assertThat(security(bind(
				Map.of("dtls.ssl.protocols", "DTLSv1.0", "dtls.ssl.cipher-suites", "TLS_PSK_WITH_AES_128_CBC_SHA")))
			.cipherSuites()).containsExactly(CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA);
	}

	@Test
	void prefersItsOwnSuitesToThoseOfABundle() {
		DtlsProperties properties = bind(Map.of("dtls.ssl.cipher-suites", "TLS_PSK_WITH_AES_128_GCM_SHA256"));
		assertThat(security(properties, "TLS_PSK_WITH_AES_128_CCM_8").cipherSuites())
			.containsExactly(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
	}

	@Test
	void describesEveryProperty() throws IOException {
		for (JsonNode property : metadata().get("properties")) {
			assertThat(property.path("description").asString("")).as(property.get("name").asString())
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ");
		}
	}

	@Test
	void isListedInTheReferenceWithEveryPropertyOfItsOwn() throws IOException {
		String reference = Files.readString(REFERENCE);
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			if (!name.matches("dtls[.]ssl[.](pem|jks)[.].*|dtls[.](server|client)[.](ssl|psk)[.].*")) {
				assertThat(reference).contains("`" + name);
			}
		}
	}

	@Test
	void isListedInTheReferenceWithNoPropertyThatThereIsNot() throws IOException {
		List<String> names = metadata().get("properties")
			.valueStream()
			.map((property) -> property.get("name").asString())
			.toList();
		List<String> listed = Pattern.compile("(?m)^\\| `([a-z.-]+)`")
			.matcher(Files.readString(REFERENCE))
			.results()
			.map((row) -> row.group(1))
			.toList();
		assertThat(listed).hasSizeGreaterThan(90).doesNotHaveDuplicates();
		assertThat(names).containsAll(listed);
	}

	@Test
	void isBoundByEveryNameOfItsOwn() throws IOException {
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			String value = VALUES.get(property.path("type").asString(""));
			if (name.startsWith("dtls.") && value != null) {
				DtlsProperties bound = bind(Map.of(name, value));
				assertThat(JsonMapper.shared().writeValueAsString(shown(bound))).as(name)
					.isNotEqualTo(JsonMapper.shared().writeValueAsString(shown(new DtlsProperties())));
			}
		}
	}

	private static Map<String, Object> shown(Object properties) {
		Map<String, Object> values = new TreeMap<>();
		BeanWrapper bean = PropertyAccessorFactory.forBeanPropertyAccess(properties);
		for (PropertyDescriptor property : bean.getPropertyDescriptors()) {
			Object value = property.getName().equals("class") ? null : bean.getPropertyValue(property.getName());
			boolean nested = value != null
					&& value.getClass().getName().matches("io[.]dtls[.]autoconfigure.*|.*SslBundle.*");
			values.put(property.getName(), nested ? shown(value) : String.valueOf(value));
		}
		return values;
	}

	@Test
	void suggestsEveryCipherSuiteThatThereIs() throws IOException {
		assertThat(suggestions("dtls.ssl.cipher-suites"))
			.containsExactlyInAnyOrderElementsOf(CipherSuite.secure().stream().map(CipherSuite::name).toList());
		assertThat(suggestions("dtls.ssl.protocols")).containsExactly("DTLSv1.2", "DTLSv1.0");
	}

	@Test
	void suggestsEveryGroupAndSignatureSchemeThatThereIs() throws IOException {
		assertThat(suggestions("dtls.ssl.groups"))
			.containsExactlyInAnyOrderElementsOf(SecuritySettings.defaults().groups());
		assertThat(suggestions("dtls.ssl.signature-schemes"))
			.containsExactlyInAnyOrderElementsOf(SecuritySettings.defaults().signatureSchemes());
	}

	// Tools suggest the constants of an enum.
	@Test
	void suggestsEveryMode() throws IOException {
		Map<String, Class<?>> enums = Map.of("dtls.server.demux", DemuxMode.class, "dtls.server.client-auth",
				ClientAuth.class, "dtls.curve-provider", CurveProvider.class);
		for (JsonNode property : metadata().get("properties")) {
			Class<?> type = enums.get(property.get("name").asString());
			if (type != null) {
				assertThat(property.get("type").asString()).isEqualTo(type.getName());
			}
		}
	}

	private static List<String> suggestions(String name) throws IOException {
		return metadata().get("hints")
			.valueStream()
			.filter((hint) -> hint.get("name").asString().equals(name))
			.flatMap((hint) -> hint.get("values").valueStream())
			.map((value) -> value.get("value").asString())
			.toList();
	}

	private static JsonNode metadata() throws IOException {
		// Other modules have such a file too: take that of this one.
		String classes = DtlsProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream in = URI.create(classes + "META-INF/spring-configuration-metadata.json")
			.toURL()
			.openStream()) {
			return JsonMapper.shared().readTree(in);
		}
	}

}
