package io.dtls.benchmarks;

import java.net.InetSocketAddress;

import io.dtls.CipherSuite;

/**
 * What the clients of one load have in common.
 *
 * @param server where the server listens
 * @param suite the one suite that is offered
 * @param connectionId length of the connection id to ask for: -1 offers none, 0 offers to
 * use the server's alone
 */
record ClientSettings(InetSocketAddress server, CipherSuite suite, int connectionId) {

	static ClientSettings of(Options options) {
		String suite = options.text("suite", options.text("auth", "psk").equals("psk")
				? "TLS_PSK_WITH_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
		return new ClientSettings(new InetSocketAddress(options.text("host", "127.0.0.1"), options.number("port", 0)),
				CipherSuite.valueOf(suite), options.number("cid", -1));
	}

}
