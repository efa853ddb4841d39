package io.dtls.demo;

import org.springframework.stereotype.Component;

import io.dtls.spring.annotation.DtlsListener;

/**
 * Sends back exactly the bytes it got.
 */
@Component
class Echo {

	@DtlsListener
	byte[] echo(byte[] message) {
		return message;
	}

}
