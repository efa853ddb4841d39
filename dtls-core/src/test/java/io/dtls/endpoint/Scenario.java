package io.dtls.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.Stream;

import io.dtls.credentials.Credentials;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

/**
 * Where a scenario is played: on which network, and how the server sorts its peers.
 *
 * @param address the server's
 * @param demux the server's mode
 */
public record Scenario(String address, DemuxMode demux) {

	public static final Identity AUTHORITY = TestCertificates.authority("authority");

	public static final Identity SERVER = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256);

	public static final Identity CLIENT = TestCertificates.leaf(AUTHORITY, "client", TestCertificates.P256);

	// A test has one address for all its clients.
	static final HandshakeSettings HANDSHAKES = HandshakeSettings.defaults()
		.withInitialRetransmit(Duration.ofMillis(200))
		.withSourceLimits(1000, 1000, 1000);

	static Stream<Scenario> all() {
		Stream<DemuxMode> modes = PlatformCapabilities.current().connectedSockets()
				? Stream.of(DemuxMode.ROUTER, DemuxMode.CONNECTED) : Stream.of(DemuxMode.ROUTER);
		return modes.flatMap((mode) -> Stream.of("127.0.0.1", "::1").map((address) -> new Scenario(address, mode)));
	}

	public InetSocketAddress anyPort() throws Exception {
		return new InetSocketAddress(InetAddress.getByName(this.address), 0);
	}

	public DtlsServerBuilder server() {
		return server(SecuritySettings.defaults(), SERVER);
	}

	public DtlsServerBuilder server(ClientAuth clientAuth) {
		return server(SecuritySettings.defaults().withClientAuth(clientAuth), SERVER);
	}

	public DtlsServerBuilder server(SecuritySettings security, Identity... identities) {
		return DtlsServer.builder()
			.demux(this.demux)
			.handshakes(HANDSHAKES)
			.security(security)
			.credentials(Credentials.ofCertificate(TestCertificates.keyManager(identities),
					TestCertificates.trustManager(AUTHORITY)));
	}

	public DtlsClientBuilder client() {
		return DtlsClient.builder().handshakes(HANDSHAKES).trust(TestCertificates.trustManager(AUTHORITY));
	}

	public DtlsClientBuilder client(SecuritySettings security) {
		return client().security(security);
	}

	public DtlsClientBuilder clientWith(Identity identity) {
		return client().credentials(Credentials.ofCertificate(TestCertificates.keyManager(identity),
				TestCertificates.trustManager(AUTHORITY)));
	}

}
