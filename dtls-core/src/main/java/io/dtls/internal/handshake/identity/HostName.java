package io.dtls.internal.handshake.identity;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;

import org.jspecify.annotations.Nullable;

/**
 * The name or address of a server as a client knows it, to be found in its certificate
 * (RFC 9525): in a subjectAltName, never in the common name, with a wildcard as the whole
 * leftmost label at most.
 */
public final class HostName {

	private static final int DNS = 2;

	private static final int IP = 7;

	private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

	// With a colon, and such a beginning, java.net takes it for a literal or refuses it;
	// other
	// text it would look up.
	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*");

	private final String name;

	private HostName(String name) {
		this.name = name;
	}

	public static HostName of(String name) {
		boolean rooted = name.endsWith(".") && name.length() > 1;
		return new HostName(withALabels(rooted ? name.substring(0, name.length() - 1) : name));
	}

	// Certificates and SNI bear the ASCII form of an internationalised name (RFC 9525,
	// section
	// 6.3). Underscores are left as they are.
	private static String withALabels(String name) {
		if (name.chars().allMatch((letter) -> letter < 0x80)) {
			return name;
		}
		try {
			return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
		}
		catch (IllegalArgumentException ex) {
			// No certificate bears such a name.
			return name;
		}
	}

	/** Without a trailing dot. */
	public String text() {
		return this.name;
	}

	public boolean isAddress() {
		return literal(withoutScope()) != null;
	}

	/**
	 * Whether JSSE takes this for the name of a host, which it does not where there is an
	 * underscore.
	 */
	boolean isKnownToJsse() {
		if (isAddress()) {
			return true;
		}
		try {
			return new SNIHostName(this.name).getEncoded().length > 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	public boolean isIn(X509Certificate certificate) {
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return names != null && names.stream().anyMatch(this::matches);
		}
		catch (CertificateParsingException ex) {
			return false;
		}
	}

	private boolean matches(List<?> alternative) {
		if (!(alternative.get(0) instanceof Integer kind) || !(alternative.get(1) instanceof String value)) {
			return false;
		}
		if (isAddress()) {
			return kind == IP && isSameAddress(value);
		}
		return kind == DNS && matchesDns(value.toLowerCase(Locale.ROOT), this.name.toLowerCase(Locale.ROOT));
	}

	private boolean isSameAddress(String value) {
		byte[] other = literal(value);
		return other != null && Arrays.equals(literal(withoutScope()), other);
	}

	/**
	 * The address that a text stands for. Names come from peers and their certificates,
	 * so none of them may be looked up.
	 * @return null if it is no IPv4 or IPv6 address
	 */
	static byte @Nullable [] literal(String text) {
		if (text.indexOf(':') < 0) {
			return IPV4.matcher(text).matches() ? octets(text.split("\\.")) : null;
		}
		try {
			return IPV6.matcher(text).matches() ? InetAddress.getByName(text).getAddress() : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static byte @Nullable [] octets(String[] parts) {
		byte[] octets = new byte[parts.length];
		for (int i = 0; i < octets.length; i++) {
			int octet = Integer.parseInt(parts[i]);
			if (octet > 0xff) {
				return null;
			}
			octets[i] = (byte) octet;
		}
		return octets;
	}

	private String withoutScope() {
		int scope = this.name.indexOf('%');
		return (scope >= 0) ? this.name.substring(0, scope) : this.name;
	}

	private static boolean matchesDns(String pattern, String host) {
		if (!pattern.startsWith("*.")) {
			return pattern.equals(host);
		}
		// One label for the star, and a domain of two below it.
		int firstDot = host.indexOf('.');
		String domain = pattern.substring(1);
		return firstDot > 0 && domain.indexOf('.', 1) > 0 && host.substring(firstDot).equals(domain);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
