package io.dtls.endpoint;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.X509TrustManager;

/**
 * A trust manager that believes what another one believes, as long as it is switched on.
 */
record SwitchedTrust(X509TrustManager believed, AtomicBoolean on) implements X509TrustManager {

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		requireOn();
		this.believed.checkClientTrusted(chain, authType);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		requireOn();
		this.believed.checkServerTrusted(chain, authType);
	}

	private void requireOn() throws CertificateException {
		if (!this.on.get()) {
			throw new CertificateException("Trust was withdrawn");
		}
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.believed.getAcceptedIssuers();
	}

}
