package io.dtls.internal.handshake.dtls12;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import javax.net.ssl.X509ExtendedKeyManager;

import io.dtls.testing.TestCertificates.Identity;

/**
 * A key manager of one identity, as of a token; knows only the method for sockets.
 */
final class FixedKeyManager extends X509ExtendedKeyManager {

	private final Identity identity;

	FixedKeyManager(Identity identity) {
		this.identity = identity;
	}

	@Override
	public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
		return this.identity.key().getAlgorithm().equals(keyType) ? "only" : null;
	}

	@Override
	public PrivateKey getPrivateKey(String alias) {
		return this.identity.key();
	}

	@Override
	public X509Certificate[] getCertificateChain(String alias) {
		return this.identity.chain();
	}

	@Override
	public String[] getServerAliases(String keyType, Principal[] issuers) {
		return new String[] { "only" };
	}

	@Override
	public String[] getClientAliases(String keyType, Principal[] issuers) {
		return null;
	}

	@Override
	public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
		return keyTypes[0].equals(this.identity.key().getAlgorithm()) ? "only" : null;
	}

}
