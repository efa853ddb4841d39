package io.dtls.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Principal;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.JsseClient;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint {@code dtls} over real HTTP, with and without a role, and over JMX.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "dtls.server.port=0", "dtls.server.address=127.0.0.1",
				"management.endpoint.dtls.show-values=when-authorized", "management.endpoint.dtls.roles=operator",
				"spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=dtls" })
@DirtiesContext
@SuppressWarnings("try") // A client is there to be connected.
class EndpointTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private DtlsServer server;

	@LocalServerPort
	private int httpPort;

	private HttpResponse<String> request(String method, String path, String role) throws Exception {
		URI uri = URI.create("http://localhost:" + this.httpPort + "/actuator/dtls" + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
		if (role != null) {
			request.header("X-Role", role);
		}
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private String get(String path, String role) throws Exception {
		HttpResponse<String> response = request("GET", path, role);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	private JsseClient connect() throws Exception {
		return new JsseClient(this.server.localAddress(), Everyone.context()).handshake();
	}

	private PeerProcess connectWithPsk(String key) throws IOException {
		return PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
				"127.0.0.1:" + this.server.localAddress().getPort(), "-psk_identity", "sensor-1", "-psk", key,
				"-cipher", "PSK");
	}

	private DtlsSession only() throws InterruptedException {
		awaitSessions(1);
		return this.server.sessions().iterator().next();
	}

	// A client is done a little before its session is open here.
	private void awaitSessions(int count) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
		while (this.server.sessionCount() != count && System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(5);
		}
		assertThat(this.server.sessionCount()).isEqualTo(count);
	}

	@AfterEach
	void closeSessions() {
		this.server.sessions().forEach(DtlsSession::close);
	}

	@Test
	void masksPeersUnlessTheRoleAllows() throws Exception {
		try (PeerProcess client = connectWithPsk("000102030405060708090a0b0c0d0e0f")) {
			client.expect("Cipher is ECDHE-PSK-");
			String id = only().id();
			assertThat(get("/" + id, null)).contains("\"address\":\"******\"", "\"principal\":\"******\"")
				.doesNotContain("127.0.0.1");
			assertThat(get("/" + id, "guest")).contains("\"address\":\"******\"");
			assertThat(get("/" + id, "operator")).contains("\"address\":\"127.0.0.1:", "\"principal\":\"sens…\"",
					"\"cipherSuite\":\"TLS_ECDHE_PSK_");
			for (String path : new String[] { "", "/" + id }) {
				assertThat(get(path, "operator")).doesNotContain("sensor-1", "000102030405");
			}
		}
	}

	@Test
	void filtersAndPages() throws Exception {
		try (JsseClient first = connect(); JsseClient second = connect()) {
			awaitSessions(2);
			assertThat(get("?server=dtlsServer&resumed=false", null)).contains("\"total\":2");
			assertThat(get("?resumed=true", null)).contains("\"total\":0");
			assertThat(get("?minIdle=1h", null)).contains("\"total\":0");
			assertThat(get("?server=other", null)).contains("\"total\":0", "\"servers\":{}");
			assertThat(get("?peer=127.0.0.1:", "operator")).contains("\"total\":2");
			assertThat(get("?peer=10.", "operator")).contains("\"total\":0");
			String firstPage = get("?size=1", null);
			assertThat(firstPage).contains("\"total\":2").doesNotContain(id(get("?size=1&page=1", null)));
			assertThat(get("?size=1&page=2", null)).contains("\"sessions\":[]");
		}
	}

	private static String id(String body) {
		return body.replaceAll("(?s).*\"id\":\"([0-9a-f]{16})\".*", "$1");
	}

	@Test
	void refusesToTellMaskedValuesByTheirPrefixes() throws Exception {
		assertThat(request("GET", "?peer=sensor", null).statusCode()).isEqualTo(400);
		assertThat(request("GET", "?size=0", null).statusCode()).isEqualTo(400);
	}

	@Test
	void answers404ForAnUnknownSession() throws Exception {
		assertThat(request("GET", "/0123456789abcdef", null).statusCode()).isEqualTo(404);
		assertThat(request("DELETE", "/0123456789abcdef", null).statusCode()).isEqualTo(404);
	}

	@Test
	void closesASessionWithCloseNotify() throws Exception {
		PeerProcess client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
				"127.0.0.1:" + this.server.localAddress().getPort());
		try (client) {
			client.expect("Cipher is");
			assertThat(request("DELETE", "/" + only().id(), null).statusCode()).isEqualTo(204);
			client.expect("closed");
			assertThat(this.server.sessionCount()).isZero();
		}
	}

	@Test
	void summarisesServersAndTheirFailures() throws Exception {
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
				"127.0.0.1:" + this.server.localAddress().getPort(), "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")) {
			client.expect("alert");
		}
		assertThat(get("", "operator")).contains("\"dtlsServer\":{\"state\":\"running\"", "\"demux\":\"router\"",
				"\"subject\":\"CN=", "\"notAfter\":", "\"cipherSuites\":[\"TLS_", "\"max\":100000",
				"\"reason\":\"no-shared-cipher-suite\"", "\"alert\":\"handshake_failure\"",
				"Compare the cipher suites");
	}

	@Test
	void isThereOverJmx() throws Exception {
		MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = beans.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Dtls,*"), null)
			.iterator()
			.next();
		try (JsseClient client = connect()) {
			String id = only().id();
			Object session = beans.invoke(name, "session", new Object[] { id }, new String[] { "java.lang.String" });
			assertThat(session).asString().contains("******").contains(id);
			assertThat(beans.invoke(name, "close", new Object[] { id }, new String[] { "java.lang.String" }))
				.hasToString("{closed=true}");
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Roles {

		/** Stands for a login: the header names the only role. */
		@Bean
		Filter roleByHeader() {
			return (request, response, chain) -> chain.doFilter(new WithRole((HttpServletRequest) request), response);
		}

	}

	/** A request of somebody with one role, or of nobody. */
	private static final class WithRole extends HttpServletRequestWrapper {

		WithRole(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Principal getUserPrincipal() {
			String role = getHeader("X-Role");
			return (role != null) ? () -> role : null;
		}

		@Override
		public boolean isUserInRole(String role) {
			return role.equals(getHeader("X-Role"));
		}

	}

}
