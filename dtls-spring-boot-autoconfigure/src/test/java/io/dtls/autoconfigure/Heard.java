package io.dtls.autoconfigure;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.annotation.Header;

import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.integration.DtlsHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener of an application that keeps what it hears, and from whom.
 */
class Heard {

	private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

	@DtlsListener
	void hear(String message, @Header(DtlsHeaders.ENDPOINT) String endpoint) {
		this.messages.add(endpoint + ": " + message.strip());
	}

	/** Waits for the next message. */
	String next() throws InterruptedException {
		@Nullable String message = this.messages.poll(15, TimeUnit.SECONDS);
		assertThat(message).as("a message came in time").isNotNull();
		return message;
	}

}
