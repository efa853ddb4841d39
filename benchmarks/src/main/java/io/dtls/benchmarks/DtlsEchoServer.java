package io.dtls.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Locale;

import javax.net.ssl.X509ExtendedKeyManager;

import io.dtls.CipherSuite;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;

/**
 * This project's server. Every load comes from one address here, so what limits
 * handshakes is off.
 */
final class DtlsEchoServer implements EchoServer {

	private final DtlsServer server;

	private DtlsEchoServer(DtlsServer server) {
		this.server = server;
	}

	static DtlsEchoServer start(int port, Options options) throws IOException, GeneralSecurityException {
		int unlimited = 1_000_000;
		DispatchSettings.Mode mode = DispatchSettings.Mode
			.valueOf(options.text("dispatch", "direct").toUpperCase(Locale.ROOT));
		DtlsServerBuilder builder = DtlsServer.builder()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
			.credentials(credentials())
			.security(SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()))
			.handshakes(HandshakeSettings.defaults()
				.withMaxConcurrent(10_000)
				.withRate(unlimited)
				.withSourceLimits(unlimited, unlimited, unlimited))
			.sessions(SessionSettings.defaults().withMax(unlimited))
			.socket(SocketSettings.defaults().withBatched(options.yes("batched", true)))
			.dispatch(DispatchSettings.defaults().withMode(mode))
			.handler((session, message) -> session.send(message));
		DtlsServer server = builder.build();
		server.start();
		return new DtlsEchoServer(server);
	}

	static Credentials credentials() throws IOException, GeneralSecurityException {
		X509ExtendedKeyManager keys = (X509ExtendedKeyManager) BenchmarkIdentity.create().keyManagers()[0];
		byte[] psk = BenchmarkIdentity.psk();
		return Credentials.ofCertificate(keys, null)
			.withPskStore((identity) -> BenchmarkIdentity.PSK_IDENTITY.equals(identity) ? psk.clone() : null);
	}

	@Override
	public int port() {
		return this.server.localAddress().getPort();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
