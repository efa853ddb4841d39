package io.dtls.benchmarks;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What every server under test proves itself with: a self-signed P-256 certificate of
 * this run, or a pre-shared key that is no secret.
 *
 * @param key the private key
 * @param certificate its certificate
 */
record BenchmarkIdentity(PrivateKey key, X509Certificate certificate) {

	static final String PSK_IDENTITY = "sensor-1";

	private static final char[] PASSWORD = "changeit".toCharArray();

	static byte[] psk() {
		return "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
	}

	static String pskHex() {
		return HexFormat.of().formatHex(psk());
	}

	static BenchmarkIdentity create() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		KeyPair keys = generator.generateKeyPair();
		X500Name name = new X500Name("CN=localhost");
		Instant now = Instant.now();
		JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, BigInteger.ONE,
				Date.from(now.minus(Duration.ofDays(1))), Date.from(now.plus(Duration.ofDays(30))), name,
				keys.getPublic());
		try {
			X509Certificate certificate = new JcaX509CertificateConverter()
				.getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
			return new BenchmarkIdentity(keys.getPrivate(), certificate);
		}
		catch (OperatorCreationException ex) {
			throw new GeneralSecurityException(ex);
		}
	}

	/** Believes one certificate, whatever its name, as it was told beforehand. */
	static X509TrustManager trusting(X509Certificate certificate) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, PASSWORD);
		store.setCertificateEntry("server", certificate);
		TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
		factory.init(store);
		return (X509TrustManager) factory.getTrustManagers()[0];
	}

	KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, PASSWORD);
		store.setKeyEntry("server", this.key, PASSWORD, new X509Certificate[] { this.certificate });
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, PASSWORD);
		return factory.getKeyManagers();
	}

}
