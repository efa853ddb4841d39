package io.dtls.spring;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * A P-256 certificate for {@code localhost}, made anew at each start. It proves nothing
 * to clients that do not know its fingerprint, so it is for development only.
 */
public final class SelfSignedCertificate {

	private static final Duration VALIDITY = Duration.ofDays(365);

	// Clients whose clocks are slow should still find it valid.
	private static final Duration BACKDATED = Duration.ofDays(1);

	private static final String ALIAS = "self-signed";

	private final X509Certificate certificate;

	private final PrivateKey privateKey;

	private SelfSignedCertificate(X509Certificate certificate, PrivateKey privateKey) {
		this.certificate = certificate;
		this.privateKey = privateKey;
	}

	/**
	 * Makes a key pair and its certificate.
	 * @return a certificate no one else has
	 */
	public static SelfSignedCertificate create() {
		try {
			SecureRandom random = new SecureRandom();
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"), random);
			KeyPair keys = generator.generateKeyPair();
			return new SelfSignedCertificate(sign(keys, random), keys.getPrivate());
		}
		catch (GeneralSecurityException | OperatorException | IOException ex) {
			throw new IllegalStateException("This JVM cannot make a self-signed certificate", ex);
		}
	}

	private static X509Certificate sign(KeyPair keys, SecureRandom random)
			throws GeneralSecurityException, OperatorException, IOException {
		X500Name name = new X500Name("CN=localhost");
		Instant now = Instant.now();
		X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, new BigInteger(120, random),
				Date.from(now.minus(BACKDATED)), Date.from(now.plus(VALIDITY)), name, keys.getPublic());
		GeneralName[] names = { new GeneralName(GeneralName.dNSName, "localhost"),
				new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.iPAddress, "::1") };
		builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
		builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
		builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
		return new JcaX509CertificateConverter()
			.getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
	}

	/**
	 * What the server shows.
	 * @return the certificate, which no authority signed
	 */
	public X509Certificate certificate() {
		return this.certificate;
	}

	/**
	 * The SHA-256 fingerprint, as {@code openssl x509 -fingerprint -sha256} prints it.
	 * @return 32 hexadecimal pairs with colons between them
	 */
	public String fingerprint() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(this.certificate.getEncoded());
			return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Hands out the certificate and its key as others have theirs.
	 * @return a bundle with a keystore and no truststore
	 */
	public SslBundle sslBundle() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setKeyEntry(ALIAS, this.privateKey, new char[0], new X509Certificate[] { this.certificate });
			return SslBundle.of(SslStoreBundle.of(store, "", null));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
