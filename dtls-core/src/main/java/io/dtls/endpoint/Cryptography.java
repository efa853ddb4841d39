package io.dtls.endpoint;

import java.util.Map;

import io.dtls.internal.crypto.CryptoFacts;
import io.dtls.internal.crypto.EllipticCurves;
import io.dtls.settings.CurveProvider;

/**
 * The cryptography that all servers and clients of this JVM share.
 *
 * @param libraryVersion of this library
 * @param bouncyCastleVersion of Bouncy Castle
 * @param providers name and version of the security provider by algorithm
 */
public record Cryptography(String libraryVersion, String bouncyCastleVersion, Map<String, String> providers) {

	/** What is in use now. */
	public static Cryptography inUse() {
		CryptoFacts facts = CryptoFacts.get();
		return new Cryptography(facts.libraryVersion(), facts.bouncyCastleVersion(), facts.providers());
	}

	/**
	 * Chooses who computes on elliptic curves, for all handshakes that begin from now on.
	 * @param provider who computes
	 * @throws IllegalArgumentException if that provider is not there
	 */
	public static void use(CurveProvider provider) {
		EllipticCurves.use(provider);
	}

}
