package io.dtls.spring;

/**
 * A configuration with which the application cannot start. Says what is wrong, naming the
 * property, and what would be right.
 */
public class DtlsConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Creates an exception for the report at the failed start.
	 * @param description what is wrong, with the property's name
	 * @param action what would be right
	 */
	public DtlsConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	/**
	 * Says what is wrong and what to do about it.
	 * @param description names the property, without the secret that it may hold
	 * @param action what would be right
	 * @param cause what it was found out by
	 */
	public DtlsConfigurationException(String description, String action, Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	public String getAction() {
		return this.action;
	}

}
