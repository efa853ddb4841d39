package io.dtls.internal.handshake.identity;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Our own certificate chains as Bouncy Castle wants them, parsed once rather than in each
 * handshake.
 */
final class ParsedChains {

	// More than a server has names; a key manager that makes new ones all the time must
	// not fill the memory.
	private static final int MAX_CHAINS = 64;

	private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());

	private final Map<List<X509Certificate>, Certificate> parsed = new ConcurrentHashMap<>();

	Certificate get(List<X509Certificate> chain) throws IOException {
		Certificate known = this.parsed.get(chain);
		if (known != null) {
			return known;
		}
		TlsCertificate[] certificates = new TlsCertificate[chain.size()];
		for (int i = 0; i < certificates.length; i++) {
			certificates[i] = this.crypto.createCertificate(encoded(chain.get(i)));
		}
		if (this.parsed.size() >= MAX_CHAINS) {
			this.parsed.clear();
		}
		Certificate made = new Certificate(certificates);
		this.parsed.put(List.copyOf(chain), made);
		return made;
	}

	private static byte[] encoded(X509Certificate certificate) throws TlsFatalAlert {
		try {
			return certificate.getEncoded();
		}
		catch (CertificateEncodingException ex) {
			throw new TlsFatalAlert(AlertDescription.internal_error, ex);
		}
	}

}
