package io.dtls.spring.annotation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.dtls.PeerIdentity;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ids of listeners, and the names of the servers that they listen to.
 */
class ListenerNamesTests {

	private static final List<String> HEARD = new CopyOnWriteArrayList<>();

	private final StubSession session = new StubSession(PeerIdentity.ofPsk("sensor-1"));

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
		HEARD.clear();
	}

	private void start(Class<?>... listeners) {
		this.context.register(DtlsListenerTests.DtlsConfiguration.class);
		this.context.registerBean(DtlsOutboundChannelAdapter.class,
				() -> new DtlsOutboundChannelAdapter(this.session::find));
		this.context.registerBean("second", DtlsInboundChannelAdapter.class, () -> {
			DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter("second");
			adapter
				.setOutputChannel(this.context.getBean("inbound", DtlsInboundChannelAdapter.class).getOutputChannel());
			return adapter;
		});
		this.context.register(listeners);
		this.context.refresh();
	}

	private void receive(String adapter, String text) {
		this.context.getBean(adapter, DtlsInboundChannelAdapter.class)
			.handle(this.session, text.getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@ValueSource(strings = { "dtlsServer,second", "#{'dtlsServer,second'.split(',')}", "#{{'dtlsServer', 'second'}}" })
	void aListenerNamesSeveralServersInOneValue(String servers) {
		TestPropertyValues.of("servers=" + servers).applyTo(this.context);
		start(OfSeveral.class);
		receive("inbound", "one");
		receive("second", "two");
		assertThat(HEARD).containsExactly("one", "two");
	}

	@Test
	void twoListenersOfOneIdFailTheStart() {
		assertThatExceptionOfType(DtlsConfigurationException.class).isThrownBy(() -> start(Twins.class))
			.withMessageContaining("has the id 'same', which is already that of")
			.withMessageContaining("Twins");
	}

	static class OfSeveral {

		@DtlsListener(id = "several", server = "${servers}")
		void take(String message) {
			HEARD.add(message);
		}

	}

	static class Twins {

		@DtlsListener(id = "same", server = "second")
		void one(String message) {
		}

		@DtlsListener(id = "same", server = "second")
		void other(String message) {
		}

	}

}
