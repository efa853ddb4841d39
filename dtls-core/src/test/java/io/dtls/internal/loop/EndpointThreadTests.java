package io.dtls.internal.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class EndpointThreadTests {

	private static EndpointThread started() throws IOException {
		EndpointThread thread = new EndpointThread("endpoint-thread-test", NioDatagramTransport
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new SocketSettings(0, 0)));
		thread.start((buffer, offset, length, from) -> {
		}, () -> {
		}, () -> {
		});
		return thread;
	}

	@Test
	void aTaskIsRunByTheThreadAndWaitedFor() throws Exception {
		EndpointThread thread = started();
		List<String> ranOn = new ArrayList<>();
		thread.run(() -> ranOn.add(Thread.currentThread().getName()));
		thread.stop();
		assertThat(ranOn).containsExactly("endpoint-thread-test");
	}

	@Test
	void aTaskGivenAfterTheEndIsRunByWhoGivesIt() throws Exception {
		EndpointThread thread = started();
		thread.stop();
		List<Thread> ranOn = new ArrayList<>();
		thread.execute(() -> ranOn.add(Thread.currentThread()));
		thread.run(() -> ranOn.add(Thread.currentThread()));
		assertThat(ranOn).containsExactly(Thread.currentThread(), Thread.currentThread());
	}

	@Test
	void aTaskThatThrowsHoldsUpNobody() throws Exception {
		EndpointThread thread = started();
		try (LogCapture log = LogCapture.ofErrors()) {
			thread.run(() -> {
				throw new IllegalStateException("of a test");
			});
			thread.stop();
			assertThat(log.lines()).hasSize(1);
		}
	}

	@Test
	void nobodyWaitsForEverWhileTheThreadEnds() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 50; round++) {
				EndpointThread thread = started();
				AtomicInteger ran = new AtomicInteger();
				List<CompletableFuture<Void>> calls = new ArrayList<>();
				for (int i = 0; i < 40; i++) {
					calls.add(CompletableFuture.runAsync(() -> thread.run(ran::incrementAndGet), callers));
				}
				thread.stop();
				CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
				assertThat(ran).hasValue(40);
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

}
