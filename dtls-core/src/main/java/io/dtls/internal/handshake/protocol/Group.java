package io.dtls.internal.handshake.protocol;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.List;

import org.bouncycastle.tls.NamedGroup;
import org.jspecify.annotations.Nullable;

/**
 * The elliptic-curve groups of the key exchange, under their TLS names (RFC 8422).
 */
public enum Group {

	X25519("x25519", NamedGroup.x25519), SECP256R1("secp256r1", NamedGroup.secp256r1),
	SECP384R1("secp384r1", NamedGroup.secp384r1);

	private final String tlsName;

	private final int code;

	// Immutable, though nothing says so.
	@SuppressWarnings("ImmutableEnumChecker")
	private final @Nullable ECParameterSpec curve;

	Group(String tlsName, int code) {
		this.tlsName = tlsName;
		this.code = code;
		this.curve = curveOf(tlsName);
	}

	private static @Nullable ECParameterSpec curveOf(String name) {
		try {
			AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
			parameters.init(new ECGenParameterSpec(name));
			return parameters.getParameterSpec(ECParameterSpec.class);
		}
		catch (GeneralSecurityException ex) {
			// X25519 is no curve of ECDSA keys.
			return null;
		}
	}

	public String tlsName() {
		return this.tlsName;
	}

	public int code() {
		return this.code;
	}

	/** Whether an ECDSA key lies on this curve. */
	public boolean isCurveOf(ECPublicKey key) {
		if (this.curve == null) {
			return false;
		}
		BigInteger order = this.curve.getOrder();
		return key.getParams().getCurve().equals(this.curve.getCurve()) && key.getParams().getOrder().equals(order);
	}

	public static @Nullable Group ofCode(int code) {
		return Arrays.stream(values()).filter((group) -> group.code == code).findFirst().orElse(null);
	}

	public static List<Group> named(List<String> names) {
		return names.stream().map(Group::named).toList();
	}

	private static Group named(String name) {
		return Arrays.stream(values())
			.filter((group) -> group.tlsName.equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Unknown group '" + name + "'; supported are "
					+ Arrays.stream(values()).map(Group::tlsName).toList()));
	}

}
