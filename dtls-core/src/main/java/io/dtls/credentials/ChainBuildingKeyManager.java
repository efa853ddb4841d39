package io.dtls.credentials;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * Completes the chains of another key manager with certificates from its key store, which
 * may hold intermediate authorities as entries of their own. The root stays out: peers
 * believe their own copy of it or none.
 */
final class ChainBuildingKeyManager extends X509ExtendedKeyManager {

	private static final int MAX_CHAIN = 10;

	private final X509ExtendedKeyManager keys;

	private final List<X509Certificate> known;

	ChainBuildingKeyManager(X509ExtendedKeyManager keys, KeyStore store) throws KeyStoreException {
		this.keys = keys;
		this.known = new ArrayList<>();
		for (String alias : Collections.list(store.aliases())) {
			if (store.getCertificate(alias) instanceof X509Certificate certificate) {
				this.known.add(certificate);
			}
			Certificate[] chain = store.getCertificateChain(alias);
			for (int i = 1; chain != null && i < chain.length; i++) {
				this.known.add((X509Certificate) chain[i]);
			}
		}
	}

	@Override
	public X509Certificate @Nullable [] getCertificateChain(String alias) {
		X509Certificate[] own = this.keys.getCertificateChain(alias);
		if (own == null || own.length == 0) {
			return own;
		}
		List<X509Certificate> chain = new ArrayList<>(List.of(own));
		X509Certificate issuer = issuerOf(own[own.length - 1]);
		while (issuer != null && !isRoot(issuer) && chain.size() < MAX_CHAIN) {
			chain.add(issuer);
			issuer = issuerOf(issuer);
		}
		return chain.toArray(X509Certificate[]::new);
	}

	private @Nullable X509Certificate issuerOf(X509Certificate certificate) {
		return this.known.stream().filter((candidate) -> hasIssued(candidate, certificate)).findFirst().orElse(null);
	}

	private static boolean hasIssued(X509Certificate candidate, X509Certificate certificate) {
		if (isRoot(certificate) || !candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
			return false;
		}
		try {
			certificate.verify(candidate.getPublicKey());
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	private static boolean isRoot(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(String alias) {
		return this.keys.getPrivateKey(alias);
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return this.keys.getClientAliases(keyType, issuers);
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
			@Nullable Socket socket) {
		return this.keys.chooseClientAlias(keyType, issuers, socket);
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return this.keys.getServerAliases(keyType, issuers);
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
		return this.keys.chooseServerAlias(keyType, issuers, socket);
	}

	@Override
	public @Nullable String chooseEngineClientAlias(String[] keyType, Principal @Nullable [] issuers,
			@Nullable SSLEngine engine) {
		return this.keys.chooseEngineClientAlias(keyType, issuers, engine);
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers,
			@Nullable SSLEngine engine) {
		return this.keys.chooseEngineServerAlias(keyType, issuers, engine);
	}

}
