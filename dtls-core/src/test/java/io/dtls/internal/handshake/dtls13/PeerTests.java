package io.dtls.internal.handshake.dtls13;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.client.ClientTicket;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our engine against wolfSSL and NSS, in both roles, on real sockets. Two of ours that
 * agree prove nothing.
 */
class PeerTests {

	@TempDir
	static Path files;

	private static Peers13 peers;

	@BeforeAll
	static void writeFiles() throws Exception {
		peers = new Peers13(files);
	}

	// ---- our server

	private static void serves(ServerParameters parameters, Start client, String... expected) throws Exception {
		serves(parameters, client, false, expected);
	}

	private static void serves(ServerParameters parameters, Start client, boolean updates, String... expected)
			throws Exception {
		try (UdpEnd server = UdpEnd.server(parameters); PeerProcess peer = client.start(server.port())) {
			server.echoes = true;
			boolean done = server.handshake();
			assertThat(done).as(() -> peer.output() + " " + server.end.failure()).isTrue();
			if (updates) {
				server.end.updateKeys(true, System.nanoTime());
			}
			boolean echoed = server.runUntil(() -> server.end.closed || peer.output().contains("echoes 3 of 3"));
			assertThat(echoed).as(peer::output).isTrue();
			peer.expect("echoes 3 of 3");
			for (String text : expected) {
				peer.expect(text);
			}
			assertThat(peer.output()).doesNotContain("FAIL");
		}
	}

	private static Start wolfClient(String... options) {
		return (port) -> peers.wolf("client", port, with(options, "ca", peers.file("ca.pem")));
	}

	private static Start nssClient(String... options) {
		return (port) -> peers.nss("client", port, options);
	}

	private static String[] with(String[] options, String... more) {
		String[] all = Arrays.copyOf(options, options.length + more.length);
		System.arraycopy(more, 0, all, options.length, more.length);
		return all;
	}

	@Test
	void wolfClientAtOurs() throws Exception {
		serves(TestIdentities.server(), wolfClient());
	}

	@Test
	void nssClientAtOurs() throws Exception {
		serves(TestIdentities.server(), nssClient());
	}

	@ParameterizedTest
	@ValueSource(strings = { "X25519MLKEM768", "X25519", "SECP256R1", "SECP384R1" })
	void wolfClientOfEveryGroup(String group) throws Exception {
		serves(TestIdentities.server(), wolfClient("group", group));
	}

	@Test
	void wolfClientWithoutShare() throws Exception {
		serves(TestIdentities.server(), wolfClient("group", "X25519MLKEM768", "share", "NONE"));
		serves(TestIdentities.server(), wolfClient("group", "SECP384R1", "share", "X25519"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mlkem768x25519", "x25519", "p256", "p384", "mlkem768x25519,x25519" })
	void nssClientOfEveryGroup(String groups) throws Exception {
		serves(TestIdentities.server(), nssClient("group", groups));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS13-AES128-GCM-SHA256", "TLS13-AES256-GCM-SHA384", "TLS13-CHACHA20-POLY1305-SHA256",
			"TLS13-AES128-CCM-SHA256", "TLS13-AES128-CCM-8-SHA256" })
	void wolfClientOfEverySuite(String suite) throws Exception {
		ServerParameters all = ServerParameters.of(TestIdentities.serverCommon().withSuites(List.of(Suite.values())));
		serves(all, wolfClient("suite", suite));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1301", "1302", "1303" })
	void nssClientOfEverySuite(String suite) throws Exception {
		serves(TestIdentities.server(), nssClient("suite", suite), "suite " + suite);
	}

	@Test
	void clientCertificates() throws Exception {
		ServerParameters needs = new ServerParameters(TestIdentities.serverCommon(), ClientAuth.NEED, null);
		serves(needs, wolfClient("cert", peers.file("client.pem"), "key", peers.file("client.key")));
		serves(needs, nssClient("nick", "client"));
	}

	@Test
	void preSharedKeys() throws Exception {
		serves(TestIdentities.pskServer(),
				(port) -> peers.wolf("client", port, "psk", TestIdentities.PSK_IDENTITY, Peers13.pskHex()));
		serves(TestIdentities.pskServer(), nssClient("psk", TestIdentities.PSK_IDENTITY, Peers13.pskHex()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "wolf", "nss" })
	void ticketsOfOurs(String who) throws Exception {
		try (UdpEnd server = UdpEnd.server(TestIdentities.server());
				PeerProcess peer = (who.equals("wolf") ? wolfClient("resume") : nssClient("resume"))
					.start(server.port())) {
			server.echoes = true;
			assertThat(server.handshake()).as(peer::output).isTrue();
			assertThat(server.runUntil(() -> server.end.closed)).as(peer::output).isTrue();
			assertThat(server.forget().handshake()).as(peer::output).isTrue();
			assertThat(server.end.session.negotiated().resumed()).as(peer::output).isTrue();
			assertThat(server.runUntil(() -> server.end.closed)).as(peer::output).isTrue();
			peer.expect("resumed 1");
		}
	}

	@ParameterizedTest
	@CsvSource({ "wolf,false", "wolf,true", "nss,false", "nss,true" })
	void keyUpdatesOfEitherSide(String who, boolean ours) throws Exception {
		String[] options = ours ? new String[0] : new String[] { "keyupdate" };
		serves(TestIdentities.server(), who.equals("wolf") ? wolfClient(options) : nssClient(options), ours);
	}

	@Test
	void wolfClientWithConnectionIds() throws Exception {
		ServerParameters server = ServerParameters
			.of(TestIdentities.serverCommon().withConnectionIds(ConnectionIdSource.random(6)));
		serves(server, wolfClient("cid", "a1b2c3"), "cidRx 3 cidTx 6");
	}

	@Test
	void shortHeadersOfNss() throws Exception {
		serves(TestIdentities.server(), nssClient("short"));
	}

	@Test
	void smallDatagrams() throws Exception {
		ServerParameters server = ServerParameters
			.of(TestIdentities.serverCommon().withLimits(TestIdentities.FAST, 600, 0));
		serves(server, nssClient());
		serves(server, wolfClient("mtu", "600"));
	}

	@Test
	void exporterAgreesWithNss() throws Exception {
		try (UdpEnd server = UdpEnd.server(TestIdentities.server());
				PeerProcess peer = nssClient("export", "EXPORTER-ours").start(server.port())) {
			server.echoes = true;
			assertThat(server.handshake()).as(peer::output).isTrue();
			byte[] exported = server.end.session.exporter().export("EXPORTER-ours", new byte[0], 32);
			assertThat(server.runUntil(() -> server.end.closed)).isTrue();
			peer.expect("export " + HexFormat.of().formatHex(exported));
		}
	}

	// ---- our client

	private static Start wolfServer(String... options) {
		return (port) -> peers.wolf("server", port,
				with(options, "cert", peers.file("server.pem"), "key", peers.file("server.key")));
	}

	private static Start nssServer(String... options) {
		return (port) -> peers.nss("server", port, with(options, "nick", "server"));
	}

	private static void connects(ClientParameters parameters, Start server, String... expected) throws Exception {
		connects(parameters, server, false, expected);
	}

	private static void connects(ClientParameters parameters, Start server, boolean updates, String... expected)
			throws Exception {
		int port = Peers13.freePort();
		try (PeerProcess peer = server.start(port); UdpEnd client = UdpEnd.client(parameters, port)) {
			assertEchoes(peer, client, updates);
			for (String text : expected) {
				peer.expect(text);
			}
		}
	}

	private static void assertEchoes(PeerProcess peer, UdpEnd client, boolean updates) throws IOException {
		assertThat(client.handshake()).as(() -> peer.output() + " " + client.end.failure()).isTrue();
		for (int i = 0; i < 4; i++) {
			assertThat(client.echoed("line " + i)).as(peer::output).isTrue();
			if (updates && i == 1) {
				client.end.updateKeys(true, System.nanoTime());
			}
		}
		assertThat(client.runUntil(() -> !client.end.session.postHandshake().waitsForAck())).as(peer::output).isTrue();
		if (updates) {
			assertThat(client.end.session.records().writeEpoch()).isEqualTo(4);
		}
	}

	@Test
	void oursAtWolfServer() throws Exception {
		connects(TestIdentities.client(), wolfServer());
		connects(TestIdentities.client(), wolfServer("nocookie"));
	}

	@Test
	void oursAtNssServer() throws Exception {
		connects(TestIdentities.client(), nssServer());
		connects(TestIdentities.client(), nssServer("cookie"));
		connects(TestIdentities.client().withEagerKeyShares(), nssServer());
	}

	private static ClientParameters withGroups(KeyGroup... groups) {
		return ClientParameters.of(TestIdentities.clientCommon().withGroups(List.of(groups)),
				ClientSettings.defaults());
	}

	@ParameterizedTest
	@CsvSource({ "X25519MLKEM768,X25519MLKEM768,mlkem768x25519", "X25519,X25519,x25519", "SECP256R1,SECP256R1,p256",
			"SECP384R1,SECP384R1,p384" })
	void everyGroup(KeyGroup group, String wolf, String nss) throws Exception {
		connects(withGroups(group), wolfServer("group", wolf));
		connects(withGroups(group), nssServer("group", nss));
	}

	@Test
	void serverWantsAnotherGroup() throws Exception {
		connects(withGroups(KeyGroup.X25519, KeyGroup.SECP384R1), wolfServer("group", "SECP384R1"));
		connects(withGroups(KeyGroup.X25519, KeyGroup.SECP384R1), nssServer("group", "p384"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
			"TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256" })
	void everySuite(Suite suite) throws Exception {
		ClientParameters client = ClientParameters.of(TestIdentities.clientCommon().withSuites(List.of(suite)),
				ClientSettings.defaults());
		connects(client,
				wolfServer("suite", "TLS13-" + suite.name().substring(4).replace("AES_", "AES").replace('_', '-')));
		if (!suite.name().contains("CCM")) {
			connects(client, nssServer());
		}
	}

	@Test
	void ourCertificate() throws Exception {
		connects(TestIdentities.client(), wolfServer("ca", peers.file("ca.pem"), "mtls"));
		connects(TestIdentities.client(), nssServer("mtls"));
	}

	@Test
	void ourPreSharedKey() throws Exception {
		connects(TestIdentities.pskClient(), wolfServer("psk", TestIdentities.PSK_IDENTITY, Peers13.pskHex()));
		connects(TestIdentities.pskClient(), nssServer("psk", TestIdentities.PSK_IDENTITY, Peers13.pskHex()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "wolf", "nss" })
	void ticketsOfTheirs(String who) throws Exception {
		int port = Peers13.freePort();
		Start server = who.equals("wolf") ? wolfServer("resume") : nssServer("resume", "ticket");
		try (PeerProcess peer = server.start(port)) {
			ClientTicket ticket;
			try (UdpEnd client = UdpEnd.client(TestIdentities.client(), port)) {
				assertEchoes(peer, client, false);
				assertThat(client.runUntil(() -> ticket(client.end) != null)).as(peer::output).isTrue();
				ticket = ticket(client.end);
			}
			Thread.sleep(Duration.ofMillis(300).toMillis());
			try (UdpEnd client = UdpEnd.client(TestIdentities.client().withTicket(ticket), port)) {
				assertEchoes(peer, client, false);
				assertThat(client.end.session.negotiated().resumed()).as(peer::output).isTrue();
			}
		}
	}

	private static ClientTicket ticket(Dtls13End end) {
		return end.events.stream()
			.filter(PostHandshakeEvent.TicketReceived.class::isInstance)
			.map(PostHandshakeEvent.TicketReceived.class::cast)
			.map((event) -> new ClientTicket(event.message(), event.key(), end.session.negotiated().suite(),
					end.session.peer(), System.nanoTime()))
			.findFirst()
			.orElse(null);
	}

	@ParameterizedTest
	@CsvSource({ "wolf,false", "wolf,true", "nss,false", "nss,true" })
	void keyUpdates(String who, boolean ours) throws Exception {
		String[] options = ours ? new String[0] : new String[] { "keyupdate" };
		connects(TestIdentities.client(), who.equals("wolf") ? wolfServer(options) : nssServer(options), ours);
	}

	@Test
	void connectionIdsAtWolfServer() throws Exception {
		ClientParameters client = ClientParameters.of(
				TestIdentities.clientCommon().withConnectionIds(ConnectionIdSource.random(7)),
				ClientSettings.defaults());
		connects(client, wolfServer("cid", "a1b2c3"), "cidRx 3 cidTx 7");
	}

	@Test
	void smallDatagramsToServers() throws Exception {
		ClientParameters client = ClientParameters
			.of(TestIdentities.clientCommon().withLimits(TestIdentities.FAST, 600, 0), ClientSettings.defaults());
		connects(client, nssServer());
		connects(client, wolfServer("mtu", "600"));
	}

	// ---- bad networks

	@ParameterizedTest
	@CsvSource({ "wolf,0", "wolf,1", "wolf,2", "wolf,3", "wolf,-1", "wolf,-2", "wolf,-3", "nss,0", "nss,1", "nss,2",
			"nss,3", "nss,-1", "nss,-2", "nss,-3" })
	void lostDatagramsOfAClient(String who, int lost) throws Exception {
		try (UdpEnd server = UdpEnd.server(TestIdentities.server());
				PeerProcess peer = (who.equals("wolf") ? wolfClient() : nssClient()).start(server.port())) {
			server.echoes = true;
			server.lost = Set.of(lost);
			assertThat(server.handshake()).as(peer::output).isTrue();
			assertThat(server.runUntil(() -> peer.output().contains("OK version"))).as(peer::output).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "wolf,0", "wolf,1", "wolf,2", "wolf,3", "wolf,-1", "wolf,-2", "wolf,-3", "wolf,-4", "nss,0", "nss,1",
			"nss,2", "nss,3", "nss,-1", "nss,-2", "nss,-3" })
	void lostDatagramsOfAServer(String who, int lost) throws Exception {
		int port = Peers13.freePort();
		Start server = who.equals("wolf") ? wolfServer() : nssServer();
		try (PeerProcess peer = server.start(port); UdpEnd client = UdpEnd.client(TestIdentities.client(), port)) {
			client.lost = Set.of(lost);
			assertThat(client.handshake()).as(() -> peer.output() + client.end.failure()).isTrue();
			assertThat(client.runUntil(() -> !client.end.session.postHandshake().waitsForAck())).as(peer::output)
				.isTrue();
			assertThat(client.runUntil(() -> peer.output().contains("OK version"))).as(peer::output).isTrue();
		}
	}

	/** Starts a peer that connects to a port, or listens there. */
	private interface Start {

		PeerProcess start(int port) throws Exception;

	}

}
