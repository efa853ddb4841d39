package io.dtls.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.PollableChannel;

import io.dtls.PeerIdentity;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The inbound channel as it is configured: everyone on it hears every message.
 */
class InboundChannelTests {

	private final List<String> heard = new ArrayList<>();

	private final ApplicationContextRunner runner = TestContexts.server()
		.withBean("errorChannel", QueueChannel.class, () -> new QueueChannel())
		.withBean("failingListener", FailingListener.class)
		.withBean("listener", Listener.class, () -> new Listener(this.heard))
		.withBean("failingActivator", FailingActivator.class)
		.withBean("activator", Activator.class, () -> new Activator(this.heard));

	private static void receive(ApplicationContext context) {
		context.getBean(DtlsInboundChannelAdapter.class)
			.handle(new StubSession(PeerIdentity.ANONYMOUS), new byte[] { 1 });
	}

	@Test
	void thoseThatThrowStopNoOthers() {
		this.runner.run((context) -> {
			receive(context);
			receive(context);
			assertThat(this.heard).hasSize(4).containsOnly("listener", "activator");
		});
	}

	@Test
	void whatIsThrownGoesToTheErrorChannelWithTheMessage() {
		this.runner.run((context) -> {
			receive(context);
			PollableChannel errors = context.getBean("errorChannel", PollableChannel.class);
			List<String> causes = new ArrayList<>();
			for (Message<?> error = errors.receive(0); error != null; error = errors.receive(0)) {
				assertThat(error.getPayload()).isInstanceOfSatisfying(MessagingException.class,
						(failure) -> assertThat(failure.getFailedMessage().getHeaders()).containsKey("dtls_sessionId"));
				causes.add(rootMessage((Throwable) error.getPayload()));
			}
			assertThat(causes).containsExactlyInAnyOrder("listener failed", "activator failed");
		});
	}

	private static String rootMessage(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause.getMessage();
	}

	record Listener(List<String> heard) {

		@DtlsListener
		void take(byte[] message) {
			this.heard.add("listener");
		}

	}

	record Activator(List<String> heard) {

		@ServiceActivator(inputChannel = "dtlsInboundChannel")
		void take(byte[] message) {
			this.heard.add("activator");
		}

	}

	static class FailingListener {

		@DtlsListener
		void take(byte[] message) {
			throw new IllegalStateException("listener failed");
		}

	}

	static class FailingActivator {

		@ServiceActivator(inputChannel = "dtlsInboundChannel")
		void take(byte[] message) {
			throw new IllegalStateException("activator failed");
		}

	}

}
