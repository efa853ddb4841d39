package io.dtls.internal.handshake.dtls13;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.cookie.ClientHellos;
import io.dtls.internal.handshake.dtls13.cookie.HelloPool;
import io.dtls.internal.handshake.dtls13.cookie.RetrySecrets;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.internal.handshake.dtls13.server.TicketEntry;
import io.dtls.internal.handshake.dtls13.server.Tickets;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.testing.TestCertificates;

/**
 * Who takes part in the tests, and the settings of both sides.
 */
final class TestIdentities {

	static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("Test CA");

	static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "localhost",
			TestCertificates.P256);

	static final TestCertificates.Identity CLIENT = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);

	static final String PSK_IDENTITY = "Client_identity";

	static final byte[] PSK = "a shared key of 32 bytes, please".getBytes(StandardCharsets.US_ASCII);

	static final HandshakeSettings FAST = HandshakeSettings.defaults().withInitialRetransmit(Duration.ofMillis(400));

	private TestIdentities() {
	}

	static Parameters serverCommon(TestCertificates.Identity identity) {
		return Parameters
			.of(Credentials.ofCertificate(TestCertificates.keyManager(identity),
					TestCertificates.trustManager(AUTHORITY)))
			.withLimits(FAST, 1200, 0);
	}

	static Parameters serverCommon() {
		return serverCommon(SERVER);
	}

	static ServerParameters server() {
		return new ServerParameters(serverCommon(), ClientAuth.NONE, new MemoryTickets());
	}

	static Parameters clientCommon() {
		return Parameters
			.of(Credentials.ofCertificate(TestCertificates.keyManager(CLIENT),
					TestCertificates.trustManager(AUTHORITY)))
			.withLimits(FAST, 1200, 0);
	}

	static ClientParameters client() {
		return ClientParameters.of(clientCommon(), ClientSettings.defaults());
	}

	static ClientParameters pskClient() {
		Parameters common = Parameters.of(Credentials.ofPsk((identity) -> PSK)).withLimits(FAST, 1200, 0);
		return ClientParameters.of(common, ClientSettings.defaults().withPskIdentity(PSK_IDENTITY));
	}

	static ServerParameters pskServer() {
		Parameters common = Parameters.of(Credentials.ofPsk((identity) -> PSK_IDENTITY.equals(identity) ? PSK : null))
			.withLimits(FAST, 1200, 0);
		return new ServerParameters(common, ClientAuth.NONE, new MemoryTickets());
	}

	static ClientHellos hellos(ServerParameters parameters) {
		return new ClientHellos(new RetrySecrets(new SecureRandom(), Duration.ofHours(1), 0), new HelloPool(16, 4096),
				parameters.common());
	}

	/** Keeps tickets in memory. */
	static final class MemoryTickets implements Tickets {

		private final Map<String, TicketEntry> entries = new HashMap<>();

		@Override
		public void put(byte[] name, TicketEntry entry) {
			this.entries.put(HexFormat.of().formatHex(name), copy(entry));
		}

		@Override
		public TicketEntry find(byte[] name) {
			TicketEntry found = this.entries.get(HexFormat.of().formatHex(name));
			return (found != null) ? copy(found) : null;
		}

		private static TicketEntry copy(TicketEntry entry) {
			return new TicketEntry(entry.key().clone(), entry.suite(), entry.ageAdd(), entry.lifetimeSeconds(),
					entry.peer(), entry.serverName(), entry.applicationProtocol());
		}

	}

}
