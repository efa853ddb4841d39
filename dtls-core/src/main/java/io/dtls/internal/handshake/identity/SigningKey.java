package io.dtls.internal.handshake.identity;

import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;

import org.jspecify.annotations.Nullable;

import io.dtls.credentials.RawPublicKeys;
import io.dtls.internal.handshake.protocol.Group;
import io.dtls.internal.handshake.protocol.Scheme;

/**
 * A private key and the certificate chain, or the public key alone, that goes with it.
 *
 * @param key used through java.security.Signature only, so it may be opaque
 * @param publicKey the other half
 * @param chain the key's own certificate first; empty for a raw public key
 */
public record SigningKey(PrivateKey key, PublicKey publicKey, List<X509Certificate> chain) {

	/**
	 * The own raw public key of this side.
	 * @param keyType {@code EC} or {@code RSA}
	 * @return null if there is none of this type
	 */
	public static @Nullable SigningKey raw(@Nullable RawPublicKeys keys, String keyType) {
		KeyPair own = (keys != null) ? keys.own() : null;
		if (own == null || !own.getPublic().getAlgorithm().equals(keyType)) {
			return null;
		}
		return new SigningKey(own.getPrivate(), own.getPublic(), List.of());
	}

	/**
	 * Asks a key manager for a server's certificate.
	 * @param manager of standard JSSE
	 * @param keyType {@code EC} or {@code RSA}
	 * @return null if it has none of this type
	 */
	public static @Nullable SigningKey find(X509ExtendedKeyManager manager, String keyType) {
		String alias = manager.chooseEngineServerAlias(keyType, null, null);
		if (alias == null) {
			alias = manager.chooseServerAlias(keyType, null, null);
		}
		SigningKey found = (alias != null) ? of(manager, alias) : null;
		return (found != null && found.publicKey().getAlgorithm().equals(keyType)) ? found : null;
	}

	/**
	 * Asks a key manager for the certificate that a server asked for.
	 * @param manager of standard JSSE
	 * @param keyTypes {@code EC}, {@code RSA}, in order of preference
	 * @param issuers authorities that the server believes; empty if it does not say
	 * @return null if it has none
	 */
	public static @Nullable SigningKey findForClient(X509ExtendedKeyManager manager, List<String> keyTypes,
			List<X500Principal> issuers) {
		String[] types = keyTypes.toArray(String[]::new);
		Principal[] names = issuers.isEmpty() ? null : issuers.toArray(Principal[]::new);
		String alias = manager.chooseEngineClientAlias(types, names, null);
		if (alias == null) {
			alias = manager.chooseClientAlias(types, names, null);
		}
		return (alias != null) ? of(manager, alias) : null;
	}

	/**
	 * Asks a key manager for the certificate of a host that the server is known by, and
	 * for any where none is of that host.
	 * @param manager of standard JSSE
	 * @param keyType {@code EC} or {@code RSA}
	 * @param host that the client named (RFC 6066, section 3), or null
	 * @return null if it has none of this type
	 */
	public static @Nullable SigningKey find(X509ExtendedKeyManager manager, String keyType, @Nullable String host) {
		String[] aliases = (host != null) ? manager.getServerAliases(keyType, null) : null;
		if (host == null || aliases == null || aliases.length < 2) {
			return find(manager, keyType);
		}
		HostName name = HostName.of(host);
		for (String alias : aliases) {
			X509Certificate[] chain = manager.getCertificateChain(alias);
			boolean fits = chain != null && chain.length > 0 && name.isIn(chain[0])
					&& chain[0].getPublicKey().getAlgorithm().equals(keyType);
			SigningKey found = fits ? of(manager, alias) : null;
			if (found != null) {
				return found;
			}
		}
		return find(manager, keyType);
	}

	private static @Nullable SigningKey of(X509ExtendedKeyManager manager, String alias) {
		PrivateKey key = manager.getPrivateKey(alias);
		X509Certificate[] chain = manager.getCertificateChain(alias);
		if (key == null || chain == null || chain.length == 0) {
			return null;
		}
		return new SigningKey(key, chain[0].getPublicKey(), Arrays.asList(chain));
	}

	public boolean isRaw() {
		return this.chain.isEmpty();
	}

	/** The first of some schemes that this key can sign with. */
	public @Nullable Scheme firstFitting(List<Scheme> schemes) {
		return schemes.stream().filter((scheme) -> scheme.fits(publicKey())).findFirst().orElse(null);
	}

	/** The curve of the key, or null if it is no EC key. */
	public @Nullable Group curve() {
		if (!(publicKey() instanceof ECPublicKey ec)) {
			return null;
		}
		return Arrays.stream(Group.values()).filter((group) -> group.isCurveOf(ec)).findFirst().orElse(null);
	}

	@Override
	public String toString() {
		return "SigningKey[" + publicKey().getAlgorithm() + "]";
	}

}
