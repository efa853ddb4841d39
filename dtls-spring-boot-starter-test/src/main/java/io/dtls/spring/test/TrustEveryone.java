package io.dtls.spring.test;

import java.security.cert.X509Certificate;

import javax.net.ssl.X509TrustManager;

/**
 * Believes every certificate, as tests have ones that nobody signed.
 */
final class TrustEveryone implements X509TrustManager {

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) {
		// Everyone.
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) {
		// Everyone.
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return new X509Certificate[0];
	}

}
