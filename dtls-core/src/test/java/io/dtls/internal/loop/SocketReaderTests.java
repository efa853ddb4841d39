package io.dtls.internal.loop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.dtls.internal.transport.DatagramTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lent sockets whose network fails for a while, or brings more than can be handled.
 */
class SocketReaderTests {

	private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 1000);

	private static final int LARGE = 60_000;

	@Test
	void anErrorOfTheNetworkEndsNoReading() throws Exception {
		BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
		try (DatagramSocket socket = new Scripted((call, packet) -> {
			if (call <= 90) {
				throw new NoRouteToHostException("as ordered");
			}
			deliver(packet, call);
		})) {
			SocketReader reader = new SocketReader("test", socket, (buffer, off, len, from) -> arrived.add(len));
			reader.start();
			assertThat(arrived.poll(10, TimeUnit.SECONDS)).isEqualTo(91);
			reader.stop().get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void anyNumberOfErrorsWhichAnyoneCanForgeEndsNoReading() throws Exception {
		BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
		try (DatagramSocket socket = new Scripted((call, packet) -> {
			if (call <= 110) {
				throw new NoRouteToHostException("as ordered");
			}
			deliver(packet, call);
		})) {
			SocketReader reader = new SocketReader("test", socket, (buffer, off, len, from) -> arrived.add(len));
			reader.start();
			assertThat(arrived.poll(10, TimeUnit.SECONDS)).isEqualTo(111);
			reader.stop().get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void aNetworkThatOnlyFailsIsAskedSeldomAndCanBeLeft() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		CountDownLatch many = new CountDownLatch(130);
		try (DatagramSocket socket = new Scripted((call, packet) -> {
			calls.set(call);
			many.countDown();
			throw new NoRouteToHostException("as ordered");
		})) {
			SocketReader reader = new SocketReader("test", socket, (buffer, off, len, from) -> {
			});
			long start = System.nanoTime();
			reader.start();
			assertThat(many.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100));
			reader.stop().get(10, TimeUnit.SECONDS);
			assertThat(calls.get()).isLessThan(1000);
		}
	}

	@Test
	void whatWaitsIsBoundedInBytes() throws Exception {
		BlockingQueue<Boolean> all = new LinkedBlockingQueue<>();
		try (DatagramSocket socket = new Scripted((call, packet) -> {
			if (call > 1000) {
				all.offer(true);
				throw new SocketTimeoutException("as ordered");
			}
			deliver(packet, LARGE);
		})) {
			DatagramTransport transport = LentSocketTransport.borrow("test", socket);
			assertThat(all.poll(10, TimeUnit.SECONDS)).isTrue();
			AtomicLong bytes = new AtomicLong();
			while (transport.receive((buffer, off, len, from) -> bytes.addAndGet(len), 0) > 0) {
				// All that waited.
			}
			assertThat(bytes.get()).isBetween(1L << 20, 4L << 20);
			transport.close();
		}
	}

	private static void deliver(DatagramPacket packet, int size) {
		packet.setSocketAddress(PEER);
		packet.setLength(size);
	}

	/** What the network does at each call. */
	@FunctionalInterface
	private interface Script {

		void receive(int call, DatagramPacket packet) throws IOException;

	}

	/** A socket that does as the test says. */
	private static final class Scripted extends DatagramSocket {

		private final Script script;

		private int calls;

		Scripted(Script script) throws SocketException {
			super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			this.script = script;
		}

		@Override
		public synchronized void receive(DatagramPacket packet) throws IOException {
			this.calls++;
			this.script.receive(this.calls, packet);
		}

	}

}
