package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.HandshakeException;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.OcspResponses;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a server sends beside its certificate: its status (RFC 6066, section 8), and the
 * authorities between it and the root.
 */
@Timeout(60)
class StaplingTests {

	private static final Identity ROOT = TestCertificates.authority("root");

	private static final Identity BETWEEN = TestCertificates.authority(ROOT, "between");

	private static final Identity SERVER = TestCertificates.leaf(BETWEEN, "server", TestCertificates.P256);

	@TempDir
	static Path files;

	private final ServerFixture atServer = new ServerFixture();

	private DtlsServer server;

	@BeforeAll
	static void writeFiles() throws IOException {
		PemFiles.write(files, "root", ROOT);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private int serve(X509ExtendedKeyManager keys) throws IOException {
		return serve(Credentials.ofCertificate(keys, null).withPskStore((identity) -> ServerFixture.PSK));
	}

	private int serve(Credentials credentials) throws IOException {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.credentials(credentials)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return this.server.localAddress().getPort();
	}

	private static byte[] good() throws Exception {
		DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
		X509CertificateHolder issuer = new JcaX509CertificateHolder(BETWEEN.certificate());
		SubjectPublicKeyInfo key = issuer.getSubjectPublicKeyInfo();
		Date now = new Date();
		return new OCSPRespBuilder()
			.build(OCSPRespBuilder.SUCCESSFUL,
					new BasicOCSPRespBuilder(key, sha1)
						.addResponse(new CertificateID(sha1, issuer, SERVER.certificate().getSerialNumber()),
								CertificateStatus.GOOD, now, new Date(now.getTime() + 3_600_000))
						.build(new JcaContentSignerBuilder("SHA256withECDSA").build(BETWEEN.key()),
								new X509CertificateHolder[] { issuer }, now))
			.getEncoded();
	}

	private PeerProcess askingForTheStatus(int port, String... options) throws IOException {
		List<String> command = new java.util.ArrayList<>(List.of("openssl", "s_client", "-dtls1_2", "-status",
				"-connect", "127.0.0.1:" + port, "-CAfile", files.resolve("root.pem").toString()));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	@Test
	void theStatusThatTheKeyManagerHasIsStapled() throws Exception {
		int port = serve(new Stapling(TestCertificates.keyManager(SERVER), good()));
		try (PeerProcess client = askingForTheStatus(port)) {
			client.expect("OCSP Response Status: successful").expect("Cert Status: good");
			client.sendLine("hello");
			assertThat(ServerFixture.next(this.atServer.messages)).startsWith("hello");
		}
	}

	@Test
	void ourClientsTrustManagerSeesIt() throws Exception {
		byte[] good = good();
		int port = serve(new Stapling(TestCertificates.keyManager(SERVER), good));
		List<byte[]> seen = new CopyOnWriteArrayList<>();
		try (DtlsClient client = DtlsClient.builder()
			.trust(new StatusSeeing(TestCertificates.trustManager(ROOT, BETWEEN), seen))
			.build()) {
			client.connect("127.0.0.1", port);
		}
		assertThat(seen).containsExactly(good);
	}

	@Test
	void withoutAStatusNothingIsPromised() throws Exception {
		int port = serve(new Stapling(TestCertificates.keyManager(SERVER), null));
		try (PeerProcess client = askingForTheStatus(port)) {
			client.expect("OCSP response: no response sent");
		}
	}

	@Test
	void aPresharedKeyHasNoStatus() throws Exception {
		int port = serve(new Stapling(TestCertificates.keyManager(SERVER), good()));
		try (PeerProcess client = askingForTheStatus(port, "-cipher", "PSK-AES128-GCM-SHA256", "-psk_identity",
				"sensor-1", "-psk", ServerFixture.PSK_HEX)) {
			client.sendLine("hello");
			assertThat(ServerFixture.next(this.atServer.messages)).startsWith("hello");
		}
	}

	private static KeyStore storeOfParts(X509Certificate... others) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("key", SERVER.key(), "secret".toCharArray(), new X509Certificate[] { SERVER.certificate() });
		for (int i = 0; i < others.length; i++) {
			store.setCertificateEntry("other" + i, others[i]);
		}
		return store;
	}

	@Test
	void aChainIsBuiltOfTheKeyStoreWithoutItsRoot() throws Exception {
		int port = serve(Credentials.ofKeyStore(storeOfParts(ROOT.certificate(), BETWEEN.certificate()),
				"secret".toCharArray()));
		try (DtlsClient client = DtlsClient.builder().trust(TestCertificates.trustManager(ROOT)).build()) {
			assertThat(client.connect("127.0.0.1", port).peer().certificates()).containsExactly(SERVER.certificate(),
					BETWEEN.certificate());
		}
	}

	@Test
	void aChainThatCannotBeBuiltIsRefusedByTheClient() throws Exception {
		int port = serve(Credentials.ofKeyStore(storeOfParts(ROOT.certificate()), "secret".toCharArray()));
		try (DtlsClient client = DtlsClient.builder().trust(TestCertificates.trustManager(ROOT)).build()) {
			assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> client.connect("127.0.0.1", port))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(HandshakeFailureReason.UNKNOWN_CA));
		}
	}

	/** A key manager that knows the status of its certificates. */
	private static final class Stapling extends DelegatingKeyManager implements OcspResponses {

		private final byte[] response;

		Stapling(X509ExtendedKeyManager keys, byte[] response) {
			super(keys);
			this.response = response;
		}

		@Override
		public byte[] find(X509Certificate certificate) {
			return certificate.equals(SERVER.certificate()) ? this.response : null;
		}

	}

	/** Takes down the status that came with a chain. */
	private static final class StatusSeeing extends javax.net.ssl.X509ExtendedTrustManager {

		private final javax.net.ssl.X509TrustManager believed;

		private final List<byte[]> seen;

		StatusSeeing(javax.net.ssl.X509TrustManager believed, List<byte[]> seen) {
			this.believed = believed;
			this.seen = seen;
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
				throws CertificateException {
			this.seen.addAll(((ExtendedSSLSession) engine.getHandshakeSession()).getStatusResponses());
			this.believed.checkServerTrusted(chain, authType);
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("The engine is missing");
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, java.net.Socket socket)
				throws CertificateException {
			throw new CertificateException("The engine is missing");
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("Not a server");
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
				throws CertificateException {
			throw new CertificateException("Not a server");
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, java.net.Socket socket)
				throws CertificateException {
			throw new CertificateException("Not a server");
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return this.believed.getAcceptedIssuers();
		}

	}

}
