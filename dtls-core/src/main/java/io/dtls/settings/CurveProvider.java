package io.dtls.settings;

/**
 * Who computes on elliptic curves, for the key exchange and, with keys in memory, for
 * signatures.
 */
public enum CurveProvider {

	/** Corretto where it is there, else as {@link #BOUNCY_CASTLE}. */
	AUTO,

	/**
	 * The Amazon Corretto Crypto Provider, a library in C to be put on the class path.
	 */
	CORRETTO,

	/** Bouncy Castle for the key exchange, the JVM's own providers for signatures. */
	BOUNCY_CASTLE,

	/** The JVM's own providers for both. */
	JDK

}
