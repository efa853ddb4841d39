package io.dtls.autoconfigure.properties;

import java.util.Map;

import io.dtls.settings.InvalidSettingException;
import io.dtls.spring.DtlsConfigurationException;

/**
 * Tells which property a setting of the core comes from. Most have the name of the
 * setting under the prefix of their endpoint; the others are listed here.
 */
public final class SettingNames {

	private static final Map<String, String> OF_SERVER = Map.of("protocols", "ssl.protocols");

	// A client has one session, so that its limits need no group.
	private static final Map<String, String> OF_CLIENT = Map.of("protocols", "ssl.protocols", "session.idle-timeout",
			"idle-timeout", "session.max-age", "max-age");

	private final String prefix;

	private final Map<String, String> others;

	private SettingNames(String prefix, Map<String, String> others) {
		this.prefix = prefix;
		this.others = others;
	}

	/**
	 * The names of a server's properties.
	 * @param prefix such as {@code dtls.server}
	 * @return names under that prefix
	 */
	public static SettingNames ofServer(String prefix) {
		return new SettingNames(prefix, OF_SERVER);
	}

	/**
	 * The names of a client's properties.
	 * @param prefix such as {@code dtls.client}
	 * @return names under that prefix
	 */
	public static SettingNames ofClient(String prefix) {
		return new SettingNames(prefix, OF_CLIENT);
	}

	/**
	 * Names the property of a setting.
	 * @param setting its name in the core
	 * @return the whole name of the property
	 */
	public String property(String setting) {
		return this.prefix + "." + this.others.getOrDefault(setting, setting);
	}

	/**
	 * Says of a setting's property what the core says of the setting.
	 * @param refusal of the core
	 * @return for the report of the failed start
	 */
	public DtlsConfigurationException explain(InvalidSettingException refusal) {
		return explain(property(refusal.getSetting()), refusal);
	}

	/**
	 * Says of a property what the core says of the setting that it was read for.
	 * @param property its whole name
	 * @param refusal of the core
	 * @return for the report of the failed start
	 */
	public static DtlsConfigurationException explain(String property, InvalidSettingException refusal) {
		return new DtlsConfigurationException(property + " is " + refusal.getValue(),
				"Set it to " + refusal.getExpected() + ".");
	}

}
