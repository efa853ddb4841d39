package io.dtls.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.bouncycastle.tls.DatagramTransport;

/**
 * A network of one client and one server in memory. What becomes of a datagram is decided
 * by a {@link Fate} a direction. The server is called on the thread that sends.
 */
public final class TestNetwork {

	private final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();

	private final List<byte[]> fromClient = new ArrayList<>();

	private final List<byte[]> fromServer = new ArrayList<>();

	private volatile Consumer<byte[]> server = (datagram) -> {
	};

	private volatile Fate clientFate = Fate.NONE;

	private volatile Fate serverFate = Fate.NONE;

	public void server(Consumer<byte[]> receiver) {
		this.server = receiver;
	}

	/** What becomes of what the client sends. */
	public void clientFate(Fate fate) {
		this.clientFate = fate;
	}

	/** What becomes of what the server sends. */
	public void serverFate(Fate fate) {
		this.serverFate = fate;
	}

	/** Sends as the client, or as somebody with its address. */
	public void sendToServer(byte[] datagram) {
		int index;
		synchronized (this) {
			index = this.fromClient.size();
			this.fromClient.add(datagram);
		}
		this.clientFate.meet(index, datagram).forEach(this.server);
	}

	/** Delivers to the server what no fate touches. */
	public void injectToServer(byte[] datagram) {
		this.server.accept(datagram);
	}

	/** Delivers to the client what no fate touches. */
	public void injectToClient(byte[] datagram) {
		this.toClient.add(datagram);
	}

	/** Sends as the server. */
	public void sendToClient(byte[] bytes, int off, int len) {
		byte[] datagram = Arrays.copyOfRange(bytes, off, off + len);
		int index;
		synchronized (this) {
			index = this.fromServer.size();
			this.fromServer.add(datagram);
		}
		this.toClient.addAll(this.serverFate.meet(index, datagram));
	}

	/** What the client has sent so far. */
	public synchronized List<byte[]> fromClient() {
		return List.copyOf(this.fromClient);
	}

	/** What the server has sent so far. */
	public synchronized List<byte[]> fromServer() {
		return List.copyOf(this.fromServer);
	}

	/** The next datagram for the client. */
	public byte[] receiveAsClient(int waitMillis) {
		try {
			return this.toClient.poll(waitMillis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The client's end, for Bouncy Castle. */
	public DatagramTransport clientTransport(int mtu) {
		return new DatagramTransport() {

			@Override
			public int getReceiveLimit() {
				return 65535;
			}

			@Override
			public int receive(byte[] buf, int off, int len, int waitMillis) {
				byte[] datagram = receiveAsClient(waitMillis);
				if (datagram == null) {
					return -1;
				}
				System.arraycopy(datagram, 0, buf, off, datagram.length);
				return datagram.length;
			}

			@Override
			public int getSendLimit() {
				return mtu;
			}

			@Override
			public void send(byte[] buf, int off, int len) {
				sendToServer(Arrays.copyOfRange(buf, off, off + len));
			}

			@Override
			public void close() {
			}

		};
	}

	/** What becomes of a datagram: none, one or several are delivered now. */
	@FunctionalInterface
	public interface Fate {

		/** Delivers everything. */
		Fate NONE = (index, datagram) -> List.of(datagram);

		/**
		 * Decides.
		 * @param index how many datagrams were sent in this direction before
		 * @param datagram the datagram
		 * @return what arrives now
		 */
		List<byte[]> meet(int index, byte[] datagram);

		static Fate losing(int lost) {
			return (index, datagram) -> (index == lost) ? List.of() : List.of(datagram);
		}

		/** Everything arrives twice. */
		static Fate doubling() {
			return (index, datagram) -> List.of(datagram, datagram);
		}

	}

}
