package io.dtls.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Certificates and keys as files for programs.
 */
public final class PemFiles {

	private PemFiles() {
	}

	/** Writes the chain to NAME.pem and the key to NAME.key. */
	public static void write(Path folder, String name, TestCertificates.Identity identity) throws IOException {
		Files.writeString(folder.resolve(name + ".pem"), pem((Object[]) identity.chain()));
		writeKey(folder, name, identity.key(), identity.certificate().getPublicKey());
	}

	/** Writes a public key to NAME.pub and its private key to NAME.key. */
	public static void write(Path folder, String name, KeyPair keys) throws IOException {
		Files.writeString(folder.resolve(name + ".pub"),
				pem(new PemObject("PUBLIC KEY", keys.getPublic().getEncoded())));
		writeKey(folder, name, keys.getPrivate(), keys.getPublic());
	}

	private static void writeKey(Path folder, String name, PrivateKey key, PublicKey publicKey) throws IOException {
		byte[] encoded = (key instanceof java.security.interfaces.ECPrivateKey own) ? withPublicKey(own, publicKey)
				: key.getEncoded();
		Files.writeString(folder.resolve(name + ".key"), pem(new PemObject("PRIVATE KEY", encoded)));
	}

	// Java leaves the optional public key out (RFC 5915), which GnuTLS does not.
	private static byte[] withPublicKey(java.security.interfaces.ECPrivateKey key, PublicKey publicKey)
			throws IOException {
		PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
		int size = key.getParams().getOrder().bitLength();
		ECPrivateKey whole = new ECPrivateKey(size, key.getS(),
				SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()).getPublicKeyData(), null);
		return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), whole).getEncoded();
	}

	private static String pem(Object... objects) throws IOException {
		StringWriter out = new StringWriter();
		try (JcaPEMWriter writer = new JcaPEMWriter(out)) {
			for (Object object : objects) {
				writer.writeObject(object);
			}
		}
		return out.toString();
	}

}
