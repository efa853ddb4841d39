package io.dtls.spring.test.app;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;

import io.dtls.DtlsSession;
import io.dtls.spring.annotation.DtlsListener;

@Component
class Telemetry {

	private final Readings readings;

	Telemetry(Readings readings) {
		this.readings = readings;
	}

	@DtlsListener(server = "dtlsServer", condition = "payload[0] == 123", contentType = "application/json")
	Readings.Reading reading(@Payload Readings.Reading reading) {
		this.readings.save(reading);
		return new Readings.Reading(reading.sensor(), 2 * reading.value());
	}

	@DtlsListener(server = "dtlsServer", condition = "payload[0] != 123")
	String command(String command, DtlsSession session) {
		return switch (command) {
			case "end" -> {
				session.close();
				yield null;
			}
			case "silence" -> null;
			default -> "Hello " + command;
		};
	}

	@MessageExceptionHandler
	String failed(Exception failure) {
		return "invalid";
	}

}
