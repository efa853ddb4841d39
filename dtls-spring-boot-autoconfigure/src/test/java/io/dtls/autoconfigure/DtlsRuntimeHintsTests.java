package io.dtls.autoconfigure;

import java.lang.reflect.Method;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ReflectionUtils;

import io.dtls.spring.annotation.DtlsListener;

import static org.assertj.core.api.Assertions.assertThat;

class DtlsRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void areFoundBySpring() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(DtlsRuntimeHints.class);
	}

	@Test
	void keepTheVersion() {
		new DtlsRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.resource().forResource("io/dtls/version.properties")).accepts(this.hints);
	}

	@Test
	void needNotNameListeners() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Listener.class);
		for (String name : new String[] { "take", "takeTwice", "failed" }) {
			Method method = ReflectionUtils.findMethod(Listener.class, name, (Class<?>[]) null);
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).as(name).accepts(this.hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onType(Reading.class)).accepts(this.hints);
	}

	static class Listener {

		@DtlsListener
		void take(@Payload Reading reading) {
		}

		@DtlsListener
		@DtlsListener(server = "other")
		void takeTwice(byte[] message) {
		}

		@MessageExceptionHandler
		void failed(Exception failure) {
		}

	}

	record Reading(String sensor) {

	}

}
