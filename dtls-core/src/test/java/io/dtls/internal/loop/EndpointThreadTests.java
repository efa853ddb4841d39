package io.dtls.internal.loop;

import java.io.IOError;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.internal.util.WheelTimer;
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
	void whateverATaskOrTimerThrowsTheLoopGoesOn() throws Exception {
		EndpointThread thread = started();
		CountDownLatch fired = new CountDownLatch(2);
		try (LogCapture log = LogCapture.ofErrors()) {
			thread.run(() -> {
				long due = thread.now() - 1;
				thread.schedule(timer(fired), due);
				thread.schedule(timer(fired), due);
				throw new IOError(new IOException("of a test"));
			});
			assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
			List<String> ranOn = new ArrayList<>();
			thread.run(() -> ranOn.add(Thread.currentThread().getName()));
			thread.stop();
			assertThat(ranOn).containsExactly("endpoint-thread-test");
			assertThat(log.lines()).hasSize(2);
		}
	}

	private static WheelTimer timer(CountDownLatch fired) {
		return new WheelTimer() {

			@Override
			protected void expired(long now) {
				fired.countDown();
				throw new AssertionError("of a test");
			}

		};
	}

	@Test
	void aDatagramThatBreaksItsReceiverLosesNoOther() throws Exception {
		CountDownLatch received = new CountDownLatch(3);
		NioDatagramTransport transport = NioDatagramTransport
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new SocketSettings(0, 0));
		EndpointThread thread = new EndpointThread("endpoint-thread-test", transport);
		try (LogCapture log = LogCapture.ofErrors(); DatagramSocket socket = new DatagramSocket()) {
			for (int i = 0; i < 3; i++) {
				socket.send(new DatagramPacket(new byte[] { 1 }, 1, transport.localAddress()));
			}
			thread.start((buffer, offset, length, from) -> {
				received.countDown();
				throw new StackOverflowError("of a test");
			}, () -> {
			}, () -> {
			});
			assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
			thread.stop();
			assertThat(log.lines()).as("a line a minute and kind").hasSize(1);
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
