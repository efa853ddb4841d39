package io.dtls.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Keys and certificates made for one test run.
 */
public final class TestCertificates {

	/** A curve as {@link #keyPair} takes it. */
	public static final String P256 = "secp256r1";

	/** A curve as {@link #keyPair} takes it. */
	public static final String P384 = "secp384r1";

	/** An RSA key of 2048 bits as {@link #keyPair} takes it. */
	public static final String RSA = "RSA";

	private static final GeneralNames LOCAL_NAMES = new GeneralNames(new GeneralName[] {
			new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.dNSName, "*.dtls.example"),
			new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.iPAddress, "::1") });

	private static final AtomicLong serials = new AtomicLong(1);

	private TestCertificates() {
	}

	public static Identity authority(String name) {
		KeyPair keys = keyPair(P256);
		return new Identity(keys.getPrivate(), authorised(name, keys, name, keys.getPrivate()));
	}

	/** An authority that another one has authorised. */
	public static Identity authority(Identity root, String name) {
		KeyPair keys = keyPair(P256);
		String issuer = root.certificate().getSubjectX500Principal().getName();
		return new Identity(keys.getPrivate(), authorised(issuer, keys, name, root.key()), root.certificate());
	}

	private static X509Certificate authorised(String issuer, KeyPair keys, String name, PrivateKey issuerKey) {
		Instant now = Instant.now();
		X509v3CertificateBuilder builder = builder(issuer, keys, name, now.minus(Duration.ofDays(60)),
				now.plus(Duration.ofDays(60)));
		try {
			builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
		}
		catch (CertIOException ex) {
			throw new IllegalStateException(ex);
		}
		return sign(builder, issuerKey);
	}

	/**
	 * A leaf for servers and clients, valid now, for localhost, 127.0.0.1, ::1 and
	 * *.dtls.example.
	 */
	public static Identity leaf(Identity authority, String name, String keyKind) {
		Instant now = Instant.now();
		return leaf(authority, name, keyKind, now.plus(Duration.ofDays(30)), KeyPurposeId.id_kp_serverAuth,
				KeyPurposeId.id_kp_clientAuth);
	}

	/**
	 * A leaf under as many authorities, all with RSA keys, whose certificates it shows
	 * too.
	 */
	public static Identity leafUnder(Identity authority, int authorities, String name, String keyKind) {
		Deque<X509Certificate> chain = new ArrayDeque<>();
		Identity issuer = authority;
		for (int i = 0; i < authorities; i++) {
			issuer = authorityUnder(issuer, "authority " + i);
			chain.addFirst(issuer.certificate());
		}
		Identity leaf = leaf(issuer, name, keyKind);
		chain.addFirst(leaf.certificate());
		return new Identity(leaf.key(), chain.toArray(X509Certificate[]::new));
	}

	private static Identity authorityUnder(Identity issuer, String name) {
		KeyPair keys = keyPair(RSA);
		Instant now = Instant.now();
		X509v3CertificateBuilder builder = builder(issuer.certificate().getSubjectX500Principal().getName(), keys, name,
				now.minus(Duration.ofDays(60)), now.plus(Duration.ofDays(60)));
		try {
			builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
		}
		catch (CertIOException ex) {
			throw new IllegalStateException(ex);
		}
		return new Identity(keys.getPrivate(), sign(builder, issuer.key()));
	}

	/** A leaf for the server of one host. */
	public static Identity leafFor(Identity authority, String host, String keyKind) {
		return leaf(authority, host, keyKind, Instant.now().plus(Duration.ofDays(30)),
				new GeneralNames(new GeneralName(GeneralName.dNSName, host)), KeyPurposeId.id_kp_serverAuth);
	}

	public static Identity leaf(Identity authority, String name, String keyKind, Instant notAfter,
			KeyPurposeId... purposes) {
		return leaf(authority, name, keyKind, notAfter, LOCAL_NAMES, purposes);
	}

	private static Identity leaf(Identity authority, String name, String keyKind, Instant notAfter, GeneralNames names,
			KeyPurposeId... purposes) {
		KeyPair keys = keyPair(keyKind);
		String issuer = authority.certificate().getSubjectX500Principal().getName();
		X509v3CertificateBuilder builder = builder(issuer, keys, name, Instant.now().minus(Duration.ofDays(30)),
				notAfter);
		try {
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
			builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
			builder.addExtension(Extension.subjectAlternativeName, false, names);
		}
		catch (CertIOException ex) {
			throw new IllegalStateException(ex);
		}
		return new Identity(keys.getPrivate(), sign(builder, authority.key()), authority.certificate());
	}

	private static X509v3CertificateBuilder builder(String issuer, KeyPair keys, String subject, Instant from,
			Instant to) {
		return new JcaX509v3CertificateBuilder(new X500Name(named(issuer)),
				BigInteger.valueOf(serials.getAndIncrement()), Date.from(from), Date.from(to),
				new X500Name(named(subject)), keys.getPublic());
	}

	private static String named(String name) {
		return name.contains("=") ? name : "CN=" + name;
	}

	private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
		try {
			String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
			return new JcaX509CertificateConverter()
				.getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
		}
		catch (GeneralSecurityException | OperatorCreationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A key pair of one of the kinds above. */
	public static KeyPair keyPair(String kind) {
		try {
			if (kind.equals(RSA)) {
				KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
				generator.initialize(2048);
				return generator.generateKeyPair();
			}
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec(kind));
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A key manager that holds some identities. */
	public static X509ExtendedKeyManager keyManager(Identity... identities) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			char[] password = "secret".toCharArray();
			for (int i = 0; i < identities.length; i++) {
				store.setKeyEntry("key" + i, identities[i].key(), password, identities[i].chain());
			}
			KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
			factory.init(store, password);
			return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A trust manager that believes some authorities. */
	public static X509TrustManager trustManager(Identity... authorities) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			for (int i = 0; i < authorities.length; i++) {
				store.setCertificateEntry("ca" + i, authorities[i].certificate());
			}
			TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
			factory.init(store);
			return (X509TrustManager) factory.getTrustManagers()[0];
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A key with its chain, its own certificate first. */
	public record Identity(PrivateKey key, X509Certificate... chain) {

		public X509Certificate certificate() {
			return this.chain[0];
		}

		public X509Certificate issuer() {
			return this.chain[this.chain.length - 1];
		}

	}

}
