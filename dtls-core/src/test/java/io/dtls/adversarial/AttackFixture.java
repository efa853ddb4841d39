package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.NothingAboveDebug;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server to attack, attackers, and clients that must not be hurt.
 */
@ExtendWith(NothingAboveDebug.class)
abstract class AttackFixture {

	static final HandshakeSettings LENIENT = HandshakeSettings.defaults()
		.withInitialRetransmit(Duration.ofMillis(200))
		.withSourceLimits(1000, 1000, 100_000);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private static final TestCertificates.Identity RSA = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.RSA);

	TestServer server;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	void start(Wire wire, UnaryOperator<DtlsServerBuilder> choices) throws IOException {
		this.server = TestServer
			.start(wire,
					(builder) -> choices.apply(
							builder
								.credentials(Credentials
									.ofCertificate(TestCertificates.keyManager(SERVER, RSA),
											TestCertificates.trustManager(AUTHORITY))
									.withPskStore(
											(identity) -> identity.equals("sensor-1") ? MessageLevelClient.PSK : null))
								.security(SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()))
								.handshakes(LENIENT)));
	}

	void start(Wire wire) throws IOException {
		start(wire, (builder) -> builder);
	}

	MessageLevelClient attacker(CipherSuite suite) throws IOException {
		return new MessageLevelClient(this.server.client("127.0.0.1", 0), this.server.address(), suite);
	}

	MessageLevelClient attacker() throws IOException {
		return attacker(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
	}

	static TestDtlsClient psk(CipherSuite suite) {
		TestDtlsClient client = TestDtlsClient.offering(suite).withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 200;
		return client;
	}

	Victim victim(TestDtlsClient client) throws IOException {
		return new Victim(client, this.server.client("127.0.0.1", 0));
	}

	Victim victim() throws IOException {
		return victim(psk(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256));
	}

	void nobodyIsHurt(Victim victim) throws IOException {
		victim.echoes("still here");
		assertThat(this.server.closed).isEmpty();
	}

	static byte[] forgery(int type, int epoch, long number, byte[] content) {
		byte[] record = Message.record(type, number, content);
		RecordFormat.writeHeader(record, 0, type, RecordFormat.DTLS_1_2, (long) epoch << 48 | number, content.length);
		return record;
	}

	/** A client with a session, whose address a forger knows. */
	final class Victim {

		private final TestDtlsClient client;

		private final DatagramTransport end;

		private final DTLSTransport session;

		private final RecordLayer own;

		Victim(TestDtlsClient client, DatagramTransport end) throws IOException {
			this.client = client;
			this.end = end;
			InetSocketAddress to = AttackFixture.this.server.address();
			this.client.timeoutMillis = 20_000;
			client.identity = null;
			this.session = client.connect(new TransportClient(end, to));
			this.own = client.ownRecords;
		}

		void echoes(String message) throws IOException {
			byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
			byte[] buffer = new byte[2048];
			for (int attempt = 0; attempt < 5; attempt++) {
				this.session.send(bytes, 0, bytes.length);
				int length = this.session.receive(buffer, 0, buffer.length, 2000);
				if (length >= 0) {
					assertThat(new String(buffer, 0, length, StandardCharsets.UTF_8)).isEqualTo(message);
					return;
				}
			}
			throw new AssertionError("No echo of " + message);
		}

		/** Sends from the address of the client what the client did not make. */
		void forge(byte[] datagram) throws IOException {
			this.end.send(datagram, 0, datagram.length, AttackFixture.this.server.address());
		}

		/** Sends an authentic record of any kind. */
		void sealed(int type, byte[] content) throws IOException {
			forge(record(type, content));
		}

		/** An authentic record of any kind. */
		byte[] record(int type, byte[] content) throws IOException {
			byte[] out = new byte[content.length + this.own.overhead()];
			int size = this.own.protect(type, content, 0, content.length, out, 0);
			return Arrays.copyOf(out, size);
		}

	}

}
