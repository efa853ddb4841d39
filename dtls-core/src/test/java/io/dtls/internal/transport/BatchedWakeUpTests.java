package io.dtls.internal.transport;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.dtls.settings.SocketSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Schedules of threads at the batched socket that happen seldom, each driven step by
 * step.
 */
class BatchedWakeUpTests {

	private static final long LONG = TimeUnit.SECONDS.toNanos(20);

	private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(30);

	private static final DatagramSink NOBODY = (buffer, offset, length, from) -> {
	};

	@BeforeEach
	void onlyWhereTheJvmCan() {
		Assumptions.assumeTrue(BatchedSockets.available());
	}

	private static DatagramTransport open() throws IOException {
		return BatchedSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				SocketSettings.defaults());
	}

	private static void sendTo(DatagramTransport transport) throws IOException {
		try (DatagramSocket peer = new DatagramSocket()) {
			peer.send(new DatagramPacket(new byte[1], 1, transport.localAddress()));
		}
	}

	// What a waker holds while it writes the event, after it has set the flag.
	private static ReentrantLock wakersLock(DatagramTransport transport) throws ReflectiveOperationException {
		Object lane = ((Object[]) field(transport, "lanes"))[0];
		return (ReentrantLock) field(lane, "lock");
	}

	private static Object field(Object of, String name) throws ReflectiveOperationException {
		Field field = of.getClass().getDeclaredField(name);
		field.setAccessible(true);
		return field.get(of);
	}

	@Test
	void aDatagramBetweenTheTwoStepsOfAWakeUpLeavesNoEventBehind() throws Exception {
		try (DatagramTransport transport = open()) {
			assertThat(transport.receive(NOBODY, 0)).isZero();
			ReentrantLock lock = wakersLock(transport);
			Thread waker = new Thread(transport::wakeup);
			lock.lock();
			try {
				waker.start();
				while (!lock.hasQueuedThread(waker)) {
					Thread.onSpinWait();
				}
				sendTo(transport);
				assertThat(transport.receive(NOBODY, LONG)).isOne();
			}
			finally {
				lock.unlock();
			}
			waker.join();
			assertThat(transport.receive(NOBODY, LONG)).as("woken").isZero();
			long start = System.nanoTime();
			assertThat(transport.receive(NOBODY, SHORT)).isZero();
			assertThat(System.nanoTime() - start).as("waited in vain").isGreaterThanOrEqualTo(SHORT);
		}
	}

	@Test
	void wakeUpsAreNotLostAfterwards() throws Exception {
		try (DatagramTransport transport = open()) {
			for (int i = 0; i < 1000; i++) {
				CompletableFuture<Void> woken = CompletableFuture.runAsync(transport::wakeup);
				long start = System.nanoTime();
				assertThat(transport.receive(NOBODY, LONG)).isZero();
				assertThat(System.nanoTime() - start).isLessThan(LONG);
				woken.join();
			}
		}
	}

	@Test
	void whatAHandlerSendsAfterClosingIsRefusedAndNothingOfItGoesOut() throws Exception {
		try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			InetSocketAddress to = new InetSocketAddress(other.getLocalAddress(), other.getLocalPort());
			DatagramTransport transport = open();
			AtomicInteger refused = new AtomicInteger();
			sendTo(transport);
			transport.receive((buffer, offset, length, from) -> {
				transport.close();
				try {
					transport.send(new byte[1], 0, 1, to);
				}
				catch (IOException ex) {
					refused.incrementAndGet();
				}
			}, LONG);
			transport.flush();
			assertThat(refused).hasValue(1);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> transport.receive(NOBODY, SHORT));
		}
	}

	@Test
	void closingEndsAReceiverThatWaits() throws Exception {
		DatagramTransport transport = open();
		CompletableFuture<Throwable> ended = new CompletableFuture<>();
		Thread receiver = new Thread(() -> {
			try {
				while (true) {
					transport.receive(NOBODY, LONG);
				}
			}
			catch (IOException ex) {
				ended.complete(ex);
			}
		});
		receiver.start();
		ReentrantLock receiving = (ReentrantLock) field(transport, "receiving");
		while (!receiving.isLocked()) {
			Thread.onSpinWait();
		}
		transport.close();
		assertThat(ended.get(10, TimeUnit.SECONDS)).hasMessage("The socket is closed");
	}

}
