package io.dtls.internal.handshake.dtls13;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.client.ClientTicket;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes of our client with our server, without any trouble on the way.
 */
class HandshakeTests {

	@Test
	void certificateAndHybridGroup() {
		InMemoryPair pair = new InMemoryPair(TestIdentities.client(), TestIdentities.server()).run();
		assertThat(pair.client.failure()).isNull();
		assertThat(pair.server.failure()).isNull();
		assertThat(pair.isEstablished()).isTrue();
		assertThat(pair.client.session.negotiated().group()).isEqualTo(KeyGroup.X25519MLKEM768);
		assertThat(pair.client.session.peer().certificates()).containsExactly(TestIdentities.SERVER.chain());
		assertThat(pair.client.session.exporter().export("EXPORTER-test", new byte[0], 32))
			.isEqualTo(pair.server.session.exporter().export("EXPORTER-test", new byte[0], 32));
		assertThat(pair.client.session.postHandshake().waitsForAck()).isFalse();
		assertThat(pair.server.session.postHandshake().waitsForAck()).isFalse();
		assertEchoes(pair);
	}

	private static void assertEchoes(InMemoryPair pair) {
		pair.client.send("ping");
		pair.server.send("pong");
		pair.run();
		assertThat(texts(pair.server)).endsWith("ping");
		assertThat(texts(pair.client)).endsWith("pong");
	}

	private static List<String> texts(Dtls13End end) {
		return end.data.stream().map((bytes) -> new String(bytes, StandardCharsets.UTF_8)).toList();
	}

	@ParameterizedTest
	@EnumSource(Suite.class)
	void everySuite(Suite suite) {
		ClientParameters client = ClientParameters.of(TestIdentities.clientCommon().withSuites(List.of(suite)),
				ClientSettings.defaults());
		ServerParameters server = ServerParameters
			.of(TestIdentities.serverCommon().withSuites(List.of(Suite.values())));
		InMemoryPair pair = new InMemoryPair(client, server).run();
		assertThat(pair.client.session.negotiated().suite()).isEqualTo(suite);
		assertEchoes(pair);
	}

	@ParameterizedTest
	@EnumSource(KeyGroup.class)
	void everyGroup(KeyGroup group) {
		ClientParameters client = ClientParameters.of(TestIdentities.clientCommon().withGroups(List.of(group)),
				ClientSettings.defaults());
		InMemoryPair pair = new InMemoryPair(client, TestIdentities.server()).run();
		assertThat(pair.server.session.negotiated().group()).isEqualTo(group);
		InMemoryPair eager = new InMemoryPair(client.withEagerKeyShares(), TestIdentities.server()).run();
		assertEchoes(eager);
	}

	@Test
	void serverAsksForAGroupWithoutShare() {
		ClientParameters client = ClientParameters.of(
				TestIdentities.clientCommon().withGroups(List.of(KeyGroup.X25519, KeyGroup.SECP384R1)),
				ClientSettings.defaults());
		ServerParameters server = ServerParameters
			.of(TestIdentities.serverCommon().withGroups(List.of(KeyGroup.SECP384R1)));
		InMemoryPair pair = new InMemoryPair(client, server).run();
		assertThat(pair.server.session.negotiated().group()).isEqualTo(KeyGroup.SECP384R1);
	}

	@ParameterizedTest
	@ValueSource(strings = { TestCertificates.P256, TestCertificates.P384, TestCertificates.RSA })
	void clientCertificatesOfEveryKind(String kind) {
		TestCertificates.Identity identity = TestCertificates.leaf(TestIdentities.AUTHORITY, "localhost", kind);
		ServerParameters server = new ServerParameters(TestIdentities.serverCommon(identity), ClientAuth.NEED, null);
		Parameters common = Parameters.of(Credentials.ofCertificate(TestCertificates.keyManager(identity),
				TestCertificates.trustManager(TestIdentities.AUTHORITY)));
		InMemoryPair pair = new InMemoryPair(ClientParameters.of(common, ClientSettings.defaults()), server).run();
		assertThat(pair.client.failure()).isNull();
		assertThat(pair.server.session.peer().certificates()).containsExactly(identity.chain());
		assertEchoes(pair);
	}

	@Test
	void clientWithoutCertificateIsRefusedWhereOneIsNeeded() {
		ServerParameters server = new ServerParameters(TestIdentities.serverCommon(), ClientAuth.NEED, null);
		Parameters common = Parameters
			.of(Credentials.ofCertificate(null, TestCertificates.trustManager(TestIdentities.AUTHORITY)));
		InMemoryPair pair = new InMemoryPair(ClientParameters.of(common, ClientSettings.defaults()), server).run();
		assertThat(pair.server.failure().reason()).isEqualTo(HandshakeFailureReason.CERTIFICATE_REQUIRED);
		assertThat(pair.client.alert).isEqualTo(Alert.CERTIFICATE_REQUIRED);
		ServerParameters wants = new ServerParameters(TestIdentities.serverCommon(), ClientAuth.WANT, null);
		InMemoryPair wanted = new InMemoryPair(ClientParameters.of(common, ClientSettings.defaults()), wants).run();
		assertThat(wanted.server.session.peer().principal()).isNull();
	}

	@Test
	void rawPublicKeysOfBothSides() {
		KeyPair ofServer = TestCertificates.keyPair(TestCertificates.P256);
		KeyPair ofClient = TestCertificates.keyPair(TestCertificates.P256);
		Credentials server = Credentials
			.ofRawPublicKeys(RawPublicKeys.of(ofServer).withTrusted(List.of(ofClient.getPublic())));
		Credentials client = Credentials
			.ofRawPublicKeys(RawPublicKeys.of(ofClient).withTrusted(List.of(ofServer.getPublic())));
		InMemoryPair pair = new InMemoryPair(ClientParameters.of(Parameters.of(client), ClientSettings.defaults()),
				new ServerParameters(Parameters.of(server), ClientAuth.NEED, null))
			.run();
		assertThat(pair.client.failure()).isNull();
		assertThat(pair.server.failure()).isNull();
		assertThat(pair.server.session.peer().rawPublicKey()).isEqualTo(ofClient.getPublic());
		assertThat(pair.client.session.peer().rawPublicKey()).isEqualTo(ofServer.getPublic());
	}

	@Test
	void externalPreSharedKey() {
		InMemoryPair pair = new InMemoryPair(TestIdentities.pskClient(), TestIdentities.pskServer()).run();
		assertThat(pair.client.failure()).isNull();
		assertThat(pair.server.session.peer().pskIdentity()).isEqualTo(TestIdentities.PSK_IDENTITY);
		assertEchoes(pair);
	}

	@Test
	void unknownIdentityAndWrongKeyLookAlike() {
		ServerParameters other = new ServerParameters(Parameters.of(Credentials.ofPsk((identity) -> new byte[32])),
				ClientAuth.NONE, null);
		ServerParameters none = new ServerParameters(Parameters.of(Credentials.ofPsk((identity) -> null)),
				ClientAuth.NONE, null);
		InMemoryPair wrong = new InMemoryPair(TestIdentities.pskClient(), other).run();
		InMemoryPair unknown = new InMemoryPair(TestIdentities.pskClient(), none).run();
		assertThat(wrong.client.failure().alert()).isEqualTo(Alert.DECRYPT_ERROR);
		assertThat(unknown.client.failure()).isEqualTo(wrong.client.failure());
		assertThat(unknown.server.failure()).isEqualTo(wrong.server.failure());
	}

	@Test
	void sessionIsResumedByTicket() {
		ServerParameters server = TestIdentities.server();
		InMemoryPair first = new InMemoryPair(TestIdentities.client(), server).run();
		PostHandshakeEvent.TicketReceived received = first.client.events.stream()
			.filter(PostHandshakeEvent.TicketReceived.class::isInstance)
			.map(PostHandshakeEvent.TicketReceived.class::cast)
			.findFirst()
			.orElseThrow();
		ClientTicket ticket = new ClientTicket(received.message(), received.key(),
				first.client.session.negotiated().suite(), first.client.session.peer(), first.now);
		InMemoryPair second = new InMemoryPair(TestIdentities.client().withTicket(ticket), server,
				(fromClient, index, datagram) -> List.of(datagram), first.now + 1_000_000_000L)
			.run();
		assertThat(second.client.failure()).isNull();
		assertThat(second.client.session.negotiated().resumed()).isTrue();
		assertThat(second.server.session.negotiated().resumed()).isTrue();
		assertThat(second.client.session.peer()).isEqualTo(first.client.session.peer());
		assertEchoes(second);
	}

	@Test
	void connectionIdsOfDifferentLengths() {
		ClientParameters client = ClientParameters.of(
				TestIdentities.clientCommon().withConnectionIds(ConnectionIdSource.random(5)),
				ClientSettings.defaults());
		ServerParameters server = ServerParameters
			.of(TestIdentities.serverCommon().withConnectionIds(ConnectionIdSource.random(9)));
		InMemoryPair pair = new InMemoryPair(client, server).run();
		assertThat(pair.client.session.records().writeId()).hasSize(9);
		assertThat(pair.server.session.records().writeId()).hasSize(5);
		assertThat(pair.client.session.negotiated().returnRoutability()).isTrue();
		assertEchoes(pair);
	}

	@Test
	void keysAreUpdatedByBoth() {
		InMemoryPair pair = new InMemoryPair(TestIdentities.client(), TestIdentities.server()).run();
		for (int i = 0; i < 6; i++) {
			(((i & 1) == 0) ? pair.client : pair.server).updateKeys((i & 2) == 0, pair.now);
			assertEchoes(pair);
		}
		pair.client.updateKeys(true, pair.now);
		pair.server.updateKeys(true, pair.now);
		assertEchoes(pair);
		assertThat(pair.client.session.records().writeEpoch()).isGreaterThan(5);
		assertThat(pair.server.session.records().writeEpoch()).isGreaterThan(5);
	}

	@Test
	void applicationProtocolsAndRecordSizes() {
		ClientParameters client = ClientParameters.of(TestIdentities.clientCommon()
			.withApplicationProtocols(List.of("coap", "echo"))
			.withLimits(TestIdentities.FAST, 1200, 200), ClientSettings.defaults());
		ServerParameters server = ServerParameters.of(TestIdentities.serverCommon()
			.withApplicationProtocols(List.of("echo"))
			.withLimits(TestIdentities.FAST, 1200, 300));
		InMemoryPair pair = new InMemoryPair(client, server).run();
		assertThat(pair.client.session.negotiated().applicationProtocol()).isEqualTo("echo");
		assertThat(pair.client.session.records().maxPlaintext()).isEqualTo(299);
		assertThat(pair.server.session.records().maxPlaintext()).isEqualTo(199);
		assertEchoes(pair);
	}

	@Test
	void serverOfAnotherNameIsRefused() {
		TestCertificates.Identity other = TestCertificates.leafFor(TestIdentities.AUTHORITY, "elsewhere.example",
				TestCertificates.P256);
		InMemoryPair pair = new InMemoryPair(TestIdentities.client(),
				ServerParameters.of(TestIdentities.serverCommon(other)))
			.run();
		assertThat(pair.client.failure().reason()).isEqualTo(HandshakeFailureReason.HOST_NAME_MISMATCH);
		assertThat(pair.server.failure().reason()).isEqualTo(HandshakeFailureReason.PEER_ALERT);
	}

	@Test
	void serverOfUnknownAuthorityIsRefused() {
		TestCertificates.Identity other = TestCertificates.leaf(TestCertificates.authority("Other CA"), "localhost",
				TestCertificates.P256);
		InMemoryPair pair = new InMemoryPair(TestIdentities.client(),
				ServerParameters.of(TestIdentities.serverCommon(other)))
			.run();
		assertThat(pair.client.failure().reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA);
	}

}
