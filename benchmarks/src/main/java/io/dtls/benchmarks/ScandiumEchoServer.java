package io.dtls.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;

import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;

/**
 * Eclipse Californium's Scandium. Tuned: one receiver and one connector thread on the one
 * core, large socket buffers, room for every session and pending job.
 */
final class ScandiumEchoServer implements EchoServer {

	private static final int CONNECTIONS = 200_000;

	static {
		DtlsConfig.register();
	}

	private final DTLSConnector connector;

	private ScandiumEchoServer(DTLSConnector connector) {
		this.connector = connector;
	}

	static ScandiumEchoServer start(int port, Options options) throws IOException, GeneralSecurityException {
		int connectionId = options.number("cid", -1);
		BenchmarkIdentity identity = BenchmarkIdentity.create();
		DtlsConnectorConfig.Builder builder = DtlsConnectorConfig.builder(new Configuration())
			.setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
			.setAdvancedPskStore(new AdvancedSinglePskStore(BenchmarkIdentity.PSK_IDENTITY, BenchmarkIdentity.psk()))
			.setCertificateIdentityProvider(
					new SingleCertificateProvider(identity.key(), new X509Certificate[] { identity.certificate() }))
			.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY)
			.set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NONE)
			.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false)
			.setAsList(DtlsConfig.DTLS_CIPHER_SUITES, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
					CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
					CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8)
			.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, options.number("receivers", 1))
			.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, options.number("connectors", 1))
			.set(DtlsConfig.DTLS_RECEIVE_BUFFER_SIZE, UdpEchoServer.SOCKET_BUFFER)
			.set(DtlsConfig.DTLS_SEND_BUFFER_SIZE, UdpEchoServer.SOCKET_BUFFER)
			.set(DtlsConfig.DTLS_MAX_CONNECTIONS, CONNECTIONS)
			.set(DtlsConfig.DTLS_MAX_PENDING_INBOUND_JOBS, CONNECTIONS)
			.set(DtlsConfig.DTLS_MAX_PENDING_OUTBOUND_JOBS, CONNECTIONS)
			.set(DtlsConfig.DTLS_MAX_PENDING_HANDSHAKE_RESULT_JOBS, CONNECTIONS)
			.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 1000, TimeUnit.MILLISECONDS);
		if (connectionId >= 0) {
			builder.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, connectionId);
		}
		DTLSConnector connector = new DTLSConnector(builder.build());
		connector.setRawDataReceiver(
				(data) -> connector.send(RawData.outbound(data.getBytes(), data.getEndpointContext(), null, false)));
		connector.start();
		return new ScandiumEchoServer(connector);
	}

	@Override
	public int port() {
		return this.connector.getAddress().getPort();
	}

	@Override
	public void close() {
		this.connector.destroy();
	}

}
