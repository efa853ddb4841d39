package io.dtls.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramTransport;

/**
 * UDP in memory, with faults to order. Every datagram that was sent is recorded.
 */
public final class FaultyNetwork {

	private final Map<InetSocketAddress, Port> ports = new ConcurrentHashMap<>();

	private final List<Sent> sent = new ArrayList<>();

	private Faults faults = Faults.NONE;

	private boolean recording = true;

	private int count;

	public synchronized FaultyNetwork faults(Faults value) {
		this.faults = value;
		return this;
	}

	/** Records nothing, for runs that would fill the memory. */
	public synchronized FaultyNetwork withoutRecord() {
		this.recording = false;
		return this;
	}

	public Port bind(InetSocketAddress address) {
		Port port = new Port(address);
		this.ports.put(address, port);
		return port;
	}

	/** All datagrams so far, in the order in which they were sent. */
	public synchronized List<Sent> sent() {
		return List.copyOf(this.sent);
	}

	/** Delivers a datagram that nobody sent. */
	public void inject(InetSocketAddress from, InetSocketAddress to, byte[] datagram) {
		deliver(new Sent(-1, from, to, datagram));
	}

	private synchronized void transmit(InetSocketAddress from, InetSocketAddress to, byte[] datagram) {
		Sent one = new Sent(this.count++, from, to, datagram);
		if (this.recording) {
			this.sent.add(one);
		}
		this.faults.apply(one).forEach(this::deliver);
	}

	private void deliver(Sent datagram) {
		Port port = this.ports.get(datagram.to());
		if (port != null) {
			port.arrive(datagram);
		}
	}

	/** A client's end, for Bouncy Castle. */
	public org.bouncycastle.tls.DatagramTransport client(Port port, InetSocketAddress server) {
		return new org.bouncycastle.tls.DatagramTransport() {

			@Override
			public int getReceiveLimit() {
				return 65_535;
			}

			@Override
			public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
				Sent datagram = port.take(TimeUnit.MILLISECONDS.toNanos(waitMillis));
				if (datagram == null) {
					return -1;
				}
				System.arraycopy(datagram.bytes(), 0, buf, off, datagram.bytes().length);
				return datagram.bytes().length;
			}

			@Override
			public int getSendLimit() {
				return 1400;
			}

			@Override
			public void send(byte[] buf, int off, int len) {
				port.send(buf, off, len, server);
			}

			@Override
			public void close() {
				// The test closes the port.
			}

		};
	}

	/**
	 * A datagram on its way.
	 *
	 * @param index counts all datagrams from 0; -1 if injected
	 * @param from sender
	 * @param to receiver
	 * @param bytes the datagram
	 */
	public record Sent(int index, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {

	}

	/** What becomes of datagrams. */
	@FunctionalInterface
	public interface Faults {

		/** Everything arrives once, in order. */
		Faults NONE = List::of;

		/**
		 * Decides on one datagram.
		 * @param datagram that was sent
		 * @return what is delivered now, in order
		 */
		List<Sent> apply(Sent datagram);

		/** Loses, duplicates and reorders with a probability each, by a seed. */
		static Faults random(long seed, double probability) {
			Random random = new Random(seed);
			Deque<Sent> late = new ArrayDeque<>();
			return (datagram) -> {
				List<Sent> now = new ArrayList<>();
				if (random.nextDouble() >= probability) {
					boolean delayed = random.nextDouble() < probability;
					(delayed ? late : now).add(datagram);
					if (random.nextDouble() < probability) {
						now.add(datagram);
					}
				}
				if (!now.isEmpty() && !late.isEmpty()) {
					now.add(late.poll());
				}
				return now;
			};
		}

	}

	/** One bound address. */
	public final class Port implements DatagramTransport {

		private final InetSocketAddress address;

		private final Deque<Sent> arrived = new ArrayDeque<>();

		private boolean awake;

		private boolean closed;

		Port(InetSocketAddress address) {
			this.address = address;
		}

		synchronized void arrive(Sent datagram) {
			this.arrived.add(datagram);
			notifyAll();
		}

		@Override
		public InetSocketAddress localAddress() {
			return this.address;
		}

		@Override
		public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
			int received = 0;
			for (Sent one = take(timeoutNanos); one != null; one = take(0)) {
				sink.datagram(one.bytes().clone(), 0, one.bytes().length, one.from());
				received++;
			}
			return received;
		}

		/** Waits for one datagram; null if none comes in time. */
		public synchronized Sent take(long timeoutNanos) throws IOException {
			long deadline = System.nanoTime() + timeoutNanos;
			while (this.arrived.isEmpty() && !this.awake) {
				if (this.closed) {
					throw new IOException("Closed");
				}
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					return null;
				}
				try {
					TimeUnit.NANOSECONDS.timedWait(this, left);
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
			this.awake = false;
			return this.arrived.poll();
		}

		@Override
		public void send(byte[] datagram, int offset, int length, InetSocketAddress to) {
			transmit(this.address, to, Arrays.copyOfRange(datagram, offset, offset + length));
		}

		@Override
		public synchronized void wakeup() {
			this.awake = true;
			notifyAll();
		}

		@Override
		public synchronized void close() {
			this.closed = true;
			FaultyNetwork.this.ports.remove(this.address, this);
			notifyAll();
		}

	}

}
