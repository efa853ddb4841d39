package io.dtls.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;

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
		Files.writeString(folder.resolve(name + ".key"),
				pem(new PemObject("PRIVATE KEY", identity.key().getEncoded())));
	}

	/** Writes a public key to NAME.pub and its private key to NAME.key. */
	public static void write(Path folder, String name, KeyPair keys) throws IOException {
		Files.writeString(folder.resolve(name + ".pub"),
				pem(new PemObject("PUBLIC KEY", keys.getPublic().getEncoded())));
		Files.writeString(folder.resolve(name + ".key"),
				pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded())));
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
