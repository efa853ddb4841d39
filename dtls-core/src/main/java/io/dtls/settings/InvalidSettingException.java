package io.dtls.settings;

/**
 * A setting has a value that cannot be used. The names of settings are those of the
 * configuration of a server, such as {@code handshake.max-concurrent}, so that whoever
 * reads them from a file can name its own entry.
 */
public class InvalidSettingException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String setting;

	private final String value;

	private final String expected;

	/**
	 * Creates an exception for a setting.
	 * @param setting its name, in words with hyphens, after its group and a dot
	 * @param value what it is
	 * @param expected what it could be, such as {@code 1 or more}
	 */
	public InvalidSettingException(String setting, Object value, String expected) {
		super(setting + " is " + value + ". Expected: " + expected);
		this.setting = setting;
		this.value = String.valueOf(value);
		this.expected = expected;
	}

	/** The name of the setting, such as {@code mtu}. */
	public String getSetting() {
		return this.setting;
	}

	/** The value that cannot be used, as text. */
	public String getValue() {
		return this.value;
	}

	/** What the setting could be. Completes the sentence "Set it to". */
	public String getExpected() {
		return this.expected;
	}

}
