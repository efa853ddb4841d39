package io.dtls.spring.test.app;

/**
 * What the listener needs, and the slice does not bring.
 */
interface Readings {

	void save(Reading reading);

	record Reading(String sensor, double value) {

	}

}
