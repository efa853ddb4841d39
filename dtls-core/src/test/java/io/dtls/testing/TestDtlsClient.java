package io.dtls.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Vector;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import io.dtls.CipherSuite;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;

/**
 * A DTLS client of Bouncy Castle with everything a test may want to choose. Fields are
 * set before {@link #connect}.
 */
public final class TestDtlsClient {

	public int[] suites = { CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code() };

	public ProtocolVersion[] versions = ProtocolVersion.DTLSv12.only();

	public String pskIdentity = "sensor-1";

	public byte[] psk = new byte[16];

	public TestCertificates.Identity identity;

	public int certificateScheme = SignatureScheme.ecdsa_secp256r1_sha256;

	public int[] groups;

	public int[] schemes;

	public byte[] connectionId;

	public boolean extendedMasterSecret = true;

	public boolean encryptThenMac = true;

	public int resendMillis = 10;

	public int timeoutMillis = 10_000;

	public int mtu = 1400;

	public Hashtable<Integer, byte[]> extraExtensions = new Hashtable<>();

	public TlsSession sessionToResume;

	public String serverName;

	public String exportLabel;

	/** Forty bytes under the label; after the handshake. */
	public volatile byte[] exported;

	/** What was agreed, to resume it; after the handshake. */
	public volatile TlsSession session;

	/** The chain the server sent, after the handshake. */
	public volatile Certificate serverCertificate;

	/** What was agreed, after the handshake. */
	public volatile SecurityParameters agreed;

	/** A copy of the master secret, once it exists. */
	public volatile byte[] masterSecret;

	/** The client's keys, once they exist, to make records of one's own with. */
	public volatile RecordLayer ownRecords;

	public static TestDtlsClient offering(CipherSuite... suites) {
		TestDtlsClient client = new TestDtlsClient();
		client.suites = Arrays.stream(suites).mapToInt(CipherSuite::code).toArray();
		return client;
	}

	public TestDtlsClient withPsk(String name, byte[] key) {
		this.pskIdentity = name;
		this.psk = key;
		return this;
	}

	public TestDtlsClient withIdentity(TestCertificates.Identity value) {
		this.identity = value;
		return this;
	}

	/** Runs the handshake on this thread. */
	public DTLSTransport connect(TestNetwork network) throws IOException {
		return new DTLSClientProtocol().connect(new Client(), network.clientTransport(this.mtu));
	}

	/** Runs the handshake on this thread, over a transport of the caller's. */
	public DTLSTransport connect(DatagramTransport transport) throws IOException {
		return new DTLSClientProtocol().connect(new Client(), transport);
	}

	/** Takes a copy of the keys as they are made. */
	private final class Crypto extends BcTlsCrypto {

		Crypto() {
			super(new SecureRandom());
		}

		@Override
		public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
			SecurityParameters sp = parameters.getSecurityParametersHandshake();
			CipherSuite suite = CipherSuite.ofCode(sp.getCipherSuite()).orElseThrow();
			if (!suite.isAead()) {
				return super.createCipher(parameters, encryption, mac);
			}
			TestDtlsClient.this.masterSecret = adoptSecret(sp.getMasterSecret()).extract();
			byte[] block = TlsImplUtils.calculateKeyBlock(parameters, TrafficKeys.keyBlockSize(suite.aead()));
			byte[] write = (sp.getConnectionIDLocal() != null) ? sp.getConnectionIDLocal() : new byte[0];
			byte[] read = (sp.getConnectionIDPeer() != null) ? sp.getConnectionIDPeer() : new byte[0];
			TestDtlsClient.this.ownRecords = new RecordLayer(
					RecordProtection.of(TrafficKeys.ofKeyBlock(suite.aead(), block, false)),
					new ConnectionIds(read, write), RecordFormat.DTLS_1_2, 20, new ReplayWindow());
			return super.createCipher(parameters, encryption, mac);
		}

	}

	/** The choices of this test. */
	@SuppressWarnings({ "rawtypes", "unchecked" })
	private final class Client extends DefaultTlsClient {

		Client() {
			super(new Crypto());
		}

		@Override
		protected int[] getSupportedCipherSuites() {
			return TestDtlsClient.this.suites;
		}

		@Override
		protected ProtocolVersion[] getSupportedVersions() {
			return TestDtlsClient.this.versions;
		}

		@Override
		public int getHandshakeTimeoutMillis() {
			return TestDtlsClient.this.timeoutMillis;
		}

		@Override
		public int getHandshakeResendTimeMillis() {
			return TestDtlsClient.this.resendMillis;
		}

		@Override
		public boolean shouldUseExtendedMasterSecret() {
			return TestDtlsClient.this.extendedMasterSecret;
		}

		@Override
		public void notifySecureRenegotiation(boolean secure) {
		}

		@Override
		protected Vector getSupportedSignatureAlgorithms() {
			if (TestDtlsClient.this.schemes == null) {
				return super.getSupportedSignatureAlgorithms();
			}
			Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
			for (int scheme : TestDtlsClient.this.schemes) {
				algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
			}
			return algorithms;
		}

		@Override
		protected Vector getSupportedGroups(Vector namedGroupRoles) {
			if (TestDtlsClient.this.groups == null) {
				return super.getSupportedGroups(namedGroupRoles);
			}
			Vector<Integer> supported = new Vector<>();
			for (int group : TestDtlsClient.this.groups) {
				supported.add(group);
			}
			return supported;
		}

		@Override
		public TlsSession getSessionToResume() {
			return TestDtlsClient.this.sessionToResume;
		}

		@Override
		public boolean allowLegacyResumption() {
			return true;
		}

		@Override
		protected Vector getSNIServerNames() {
			if (TestDtlsClient.this.serverName == null) {
				return null;
			}
			Vector<ServerName> names = new Vector<>();
			names.add(new ServerName(NameType.host_name,
					TestDtlsClient.this.serverName.getBytes(StandardCharsets.US_ASCII)));
			return names;
		}

		@Override
		public Hashtable getClientExtensions() throws IOException {
			Hashtable extensions = super.getClientExtensions();
			extensions.putAll(TestDtlsClient.this.extraExtensions);
			if (!TestDtlsClient.this.encryptThenMac) {
				extensions.remove(TlsExtensionsUtils.EXT_encrypt_then_mac);
			}
			return extensions;
		}

		@Override
		protected byte[] getNewConnectionID() {
			return TestDtlsClient.this.connectionId;
		}

		@Override
		public TlsPSKIdentity getPSKIdentity() {
			return new BasicTlsPSKIdentity(TestDtlsClient.this.pskIdentity, TestDtlsClient.this.psk.clone());
		}

		@Override
		public void notifyHandshakeComplete() throws IOException {
			super.notifyHandshakeComplete();
			TestDtlsClient.this.session = this.context.getSession();
			if (TestDtlsClient.this.exportLabel != null) {
				TestDtlsClient.this.exported = this.context.exportKeyingMaterial(TestDtlsClient.this.exportLabel, null,
						40);
			}
			TestDtlsClient.this.agreed = this.context.getSecurityParametersConnection();
		}

		@Override
		public TlsAuthentication getAuthentication() {
			return new TlsAuthentication() {

				@Override
				public void notifyServerCertificate(TlsServerCertificate certificate) {
					TestDtlsClient.this.serverCertificate = certificate.getCertificate();
				}

				@Override
				public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
					return (TestDtlsClient.this.identity != null) ? credentials() : null;
				}

			};
		}

		private TlsCredentials credentials() throws IOException {
			BcTlsCrypto crypto = (BcTlsCrypto) getCrypto();
			TestCertificates.Identity own = TestDtlsClient.this.identity;
			TlsCertificate[] chain = new TlsCertificate[own.chain().length];
			try {
				for (int i = 0; i < chain.length; i++) {
					chain[i] = crypto.createCertificate(own.chain()[i].getEncoded());
				}
			}
			catch (CertificateEncodingException ex) {
				throw new IOException(ex);
			}
			return new BcDefaultTlsCredentialedSigner(new TlsCryptoParameters(this.context), crypto,
					PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(own.key().getEncoded())),
					new Certificate(chain),
					SignatureScheme.getSignatureAndHashAlgorithm(TestDtlsClient.this.certificateScheme));
		}

	}

}
