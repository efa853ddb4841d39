package io.dtls.internal.handshake.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name or address of a server as a client knows it, to be found in its certificate
 * (RFC 9525): in a subjectAltName, never in the common name, with a wildcard as the whole
 * leftmost label at most.
 */
public final class HostName {

	private static final int DNS = 2;

	private static final int IP = 7;

	private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

	private final String name;

	private HostName(String name) {
		this.name = name;
	}

	public static HostName of(String name) {
		boolean rooted = name.endsWith(".") && name.length() > 1;
		return new HostName(rooted ? name.substring(0, name.length() - 1) : name);
	}

	/** Without a trailing dot. */
	public String text() {
		return this.name;
	}

	public boolean isAddress() {
		return this.name.indexOf(':') >= 0 || IPV4.matcher(this.name).matches();
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

	// Both are literals, so nothing is looked up.
	private boolean isSameAddress(String value) {
		try {
			byte[] own = InetAddress.getByName(withoutScope()).getAddress();
			return Arrays.equals(own, InetAddress.getByName(value).getAddress());
		}
		catch (UnknownHostException ex) {
			return false;
		}
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
