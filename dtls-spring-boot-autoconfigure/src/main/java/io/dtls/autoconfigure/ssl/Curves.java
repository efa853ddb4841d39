package io.dtls.autoconfigure.ssl;

import io.dtls.endpoint.Cryptography;
import io.dtls.settings.CurveProvider;
import io.dtls.spring.DtlsConfigurationException;

/**
 * Applies {@code dtls.curve-provider}, before the first server or client is made.
 */
public final class Curves {

	private Curves() {
	}

	public static void choose(CurveProvider provider) {
		// Another application of this JVM may have chosen.
		if (provider == CurveProvider.AUTO) {
			return;
		}
		try {
			Cryptography.use(provider);
		}
		catch (IllegalArgumentException ex) {
			throw new DtlsConfigurationException("dtls.curve-provider is corretto, and: " + ex.getMessage(),
					"Add software.amazon.cryptools:AmazonCorrettoCryptoProvider with the classifier of this platform, or"
							+ " set dtls.curve-provider to auto, bouncy-castle or jdk.",
					ex);
		}
	}

}
