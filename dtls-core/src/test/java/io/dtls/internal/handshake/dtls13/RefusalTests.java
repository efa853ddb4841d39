package io.dtls.internal.handshake.dtls13;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.junit.jupiter.api.Test;

import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.OcspResponses;
import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Extensions;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.ServerHello;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientSettings;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ends a handshake, and by which alert; and what verifiers are told.
 */
class RefusalTests {

	private static final byte[] DTLS_1_3 = { (byte) 0xfe, (byte) 0xfc };

	private static Dtls13End clientThatHeard(int type, byte[] body) {
		Dtls13End client = Dtls13End.client(TestIdentities.client(), "localhost", 0);
		client.drain();
		byte[] record = new byte[RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE + body.length];
		RecordFormat.writeHeader(record, 0, RecordFormat.HANDSHAKE, RecordFormat.DTLS_1_2, 0,
				HandshakeFormat.HEADER_SIZE + body.length);
		HandshakeFormat.writeHeader(record, RecordFormat.HEADER_SIZE, type, body.length, 0);
		System.arraycopy(body, 0, record, RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE, body.length);
		client.take(record, record.length, 1);
		return client;
	}

	private static byte[] retry(int suite, Extensions extensions) {
		return ServerHello.retry(suite, extensions.with(ExtensionType.SUPPORTED_VERSIONS, DTLS_1_3)).encode();
	}

	private static void assertIllegal(byte[] serverHello) {
		Dtls13End client = clientThatHeard(MessageType.SERVER_HELLO, serverHello);
		assertThat(client.failure().alert()).isEqualTo(Alert.ILLEGAL_PARAMETER);
		byte[] sent = client.drain().get(0);
		assertThat(sent[RecordFormat.HEADER_SIZE + 1]).isEqualTo((byte) Alert.ILLEGAL_PARAMETER);
	}

	@Test
	void retriesThatMakeNoSense() {
		assertIllegal(retry(0x1301, new Extensions()));
		assertIllegal(retry(0x1305, new Extensions().with(ExtensionType.COOKIE, new byte[] { 0, 1, 1 })));
		assertIllegal(retry(0x1301, new Extensions().with(ExtensionType.KEY_SHARE, new byte[] { 0, 0x1e })));
	}

	@Test
	void retryForTheShareThatWasSent() {
		ClientParameters eager = ClientParameters.of(TestIdentities.clientCommon().withGroups(List.of(KeyGroup.X25519)),
				ClientSettings.defaults());
		Dtls13End client = Dtls13End.client(eager, "localhost", 0);
		client.drain();
		byte[] body = retry(0x1301, new Extensions().with(ExtensionType.KEY_SHARE, new byte[] { 0, 0x1d }));
		byte[] record = new byte[25 + body.length];
		RecordFormat.writeHeader(record, 0, RecordFormat.HANDSHAKE, RecordFormat.DTLS_1_2, 0, 12 + body.length);
		HandshakeFormat.writeHeader(record, 13, MessageType.SERVER_HELLO, body.length, 0);
		System.arraycopy(body, 0, record, 25, body.length);
		client.take(record, record.length, 1);
		assertThat(client.failure().alert()).isEqualTo(Alert.ILLEGAL_PARAMETER);
	}

	@Test
	void serverOfDtls12IsNamed() {
		byte[] random = new byte[32];
		byte[] older = new ServerHello(random, new byte[0], 0xc02b, new Extensions()).encode();
		assertThat(clientThatHeard(MessageType.SERVER_HELLO, older).failure().reason())
			.isEqualTo(HandshakeFailureReason.PROTOCOL_VERSION);
		assertThat(clientThatHeard(MessageType.HELLO_VERIFY_REQUEST, new byte[3]).failure().reason())
			.isEqualTo(HandshakeFailureReason.PROTOCOL_VERSION);
	}

	@Test
	void downgradeIsSeen() {
		byte[] random = new byte[32];
		byte[] sentinel = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 };
		System.arraycopy(sentinel, 0, random, 24, sentinel.length);
		assertIllegal(new ServerHello(random, new byte[0], 0xc02b, new Extensions()).encode());
	}

	@Test
	void nothingSharedIsToldApart() {
		ClientParameters client = ClientParameters.of(
				TestIdentities.clientCommon().withSuites(List.of(Suite.TLS_AES_128_CCM_8_SHA256)),
				ClientSettings.defaults());
		InMemoryPair pair = new InMemoryPair(client, TestIdentities.server()).run();
		assertThat(pair.client.failure().alert()).isEqualTo(Alert.HANDSHAKE_FAILURE);
		assertThat(pair.client.failure().reason()).isEqualTo(HandshakeFailureReason.PEER_ALERT);
	}

	@Test
	void longMessagesAreRefused() {
		Parameters strict = TestIdentities.clientCommon()
			.withLimits(TestIdentities.FAST.withMaxMessageSize(300), 1200, 0);
		InMemoryPair pair = new InMemoryPair(ClientParameters.of(strict, ClientSettings.defaults()),
				TestIdentities.server())
			.run();
		assertThat(pair.client.failure().reason()).isEqualTo(HandshakeFailureReason.MESSAGE_TOO_LARGE);
	}

	@Test
	void applicationProtocolsThatAreNotShared() {
		ClientParameters client = ClientParameters
			.of(TestIdentities.clientCommon().withApplicationProtocols(List.of("coap")), ClientSettings.defaults());
		ServerParameters server = ServerParameters
			.of(TestIdentities.serverCommon().withApplicationProtocols(List.of("echo")));
		InMemoryPair pair = new InMemoryPair(client, server).run();
		assertThat(pair.client.failure().alert()).isEqualTo(Alert.NO_APPLICATION_PROTOCOL);
	}

	@Test
	void plaintextAlertCountsOnlyBeforeKeysAreSeen() {
		byte[] alert = new byte[15];
		RecordFormat.writeHeader(alert, 0, RecordFormat.ALERT, RecordFormat.DTLS_1_2, 0, 2);
		alert[13] = 2;
		alert[14] = Alert.HANDSHAKE_FAILURE;
		InMemoryPair early = new InMemoryPair(TestIdentities.client(), TestIdentities.server(),
				(fromClient, index, datagram) -> fromClient ? List.of(datagram) : List.of(alert))
			.run();
		assertThat(early.client.failure().reason()).isEqualTo(HandshakeFailureReason.PEER_ALERT);
		InMemoryPair late = new InMemoryPair(TestIdentities.client(), TestIdentities.server(), (fromClient, index,
				datagram) -> (!fromClient && index >= 2) ? List.of(datagram, alert) : List.of(datagram))
			.run();
		assertThat(late.isEstablished()).isTrue();
	}

	@Test
	void failingKeyManagerIsOurFault() {
		Parameters broken = Parameters.of(Credentials.ofCertificate(new Stapling(null) {

			@Override
			public String[] getServerAliases(String keyType, Principal[] issuers) {
				throw new IllegalStateException("the token is gone");
			}

		}, null));
		InMemoryPair pair = new InMemoryPair(TestIdentities.client(), ServerParameters.of(broken)).run();
		assertThat(pair.server.failure().reason()).isEqualTo(HandshakeFailureReason.INTERNAL_ERROR);
		assertThat(pair.client.failure().alert()).isEqualTo(Alert.INTERNAL_ERROR);
	}

	@Test
	void trustManagerSeesTheStapledResponse() {
		byte[] response = { 1, 2, 3 };
		List<byte[]> seen = new ArrayList<>();
		Credentials trusting = Credentials.ofCertificate(null, new Witness(seen));
		Parameters server = Parameters.of(Credentials.ofCertificate(new Stapling(response), null));
		InMemoryPair pair = new InMemoryPair(ClientParameters.of(Parameters.of(trusting), ClientSettings.defaults()),
				ServerParameters.of(server))
			.run();
		assertThat(pair.isEstablished()).as(String.valueOf(pair.client.failure())).isTrue();
		assertThat(seen).singleElement().isEqualTo(response);
	}

	/** A key manager that staples. */
	private static class Stapling extends X509ExtendedKeyManager implements OcspResponses {

		private final X509ExtendedKeyManager keys = TestCertificates.keyManager(TestIdentities.SERVER);

		private final byte[] response;

		Stapling(byte[] response) {
			this.response = response;
		}

		@Override
		public byte[] find(X509Certificate certificate) {
			return this.response;
		}

		@Override
		public String[] getClientAliases(String keyType, Principal[] issuers) {
			return this.keys.getClientAliases(keyType, issuers);
		}

		@Override
		public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
			return this.keys.chooseClientAlias(keyType, issuers, socket);
		}

		@Override
		public String[] getServerAliases(String keyType, Principal[] issuers) {
			return this.keys.getServerAliases(keyType, issuers);
		}

		@Override
		public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
			return this.keys.chooseServerAlias(keyType, issuers, socket);
		}

		@Override
		public X509Certificate[] getCertificateChain(String alias) {
			return this.keys.getCertificateChain(alias);
		}

		@Override
		public PrivateKey getPrivateKey(String alias) {
			return this.keys.getPrivateKey(alias);
		}

	}

	/** A trust manager that keeps the status it is shown. */
	private static final class Witness extends X509ExtendedTrustManager {

		private final List<byte[]> seen;

		Witness(List<byte[]> seen) {
			this.seen = seen;
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
			this.seen.addAll(((ExtendedSSLSession) engine.getHandshakeSession()).getStatusResponses());
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
			throw new IllegalStateException(Arrays.toString(chain));
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
			throw new IllegalStateException(Arrays.toString(chain));
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
			throw new IllegalStateException(Arrays.toString(chain));
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			throw new IllegalStateException(Arrays.toString(chain));
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			throw new IllegalStateException(Arrays.toString(chain));
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
