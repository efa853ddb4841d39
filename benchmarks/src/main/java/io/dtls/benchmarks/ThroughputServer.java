package io.dtls.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The side of a throughput test that serves: one client at a time, whose transfers it
 * takes or makes.
 */
final class ThroughputServer implements AutoCloseable {

	private final ServerSocket control;

	private final int dataPort;

	private final BenchmarkIdentity identity;

	private final Thread thread = new Thread(this::serve, "throughput-server");

	/**
	 * Binds.
	 * @param address where clients come to
	 * @param dataPort where transfers go, in TCP and UDP; 0 for any port, another one
	 * each time
	 */
	ThroughputServer(InetSocketAddress address, int dataPort) throws IOException, GeneralSecurityException {
		this.control = new ServerSocket();
		this.control.setReuseAddress(true);
		this.control.bind(address);
		this.dataPort = dataPort;
		this.identity = BenchmarkIdentity.create();
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	int port() {
		return this.control.getLocalPort();
	}

	private void serve() {
		while (!this.control.isClosed()) {
			try (Socket socket = this.control.accept(); Control client = new Control(socket)) {
				serve(client);
			}
			catch (IOException ex) {
				// This client is done, or this server is.
			}
		}
	}

	private void serve(Control client) throws IOException {
		while (client.hasNext()) {
			try {
				serve(client, Transfer.of(client.hear()));
			}
			catch (IOException | GeneralSecurityException | RuntimeException ex) {
				client.tell(new Result().put("error", ex.toString()));
				throw new IOException(ex);
			}
		}
	}

	private void serve(Control client, Transfer transfer) throws IOException, GeneralSecurityException {
		Arrivals arrivals = new Arrivals(transfer, Progress.unseen());
		try (Link.Listener listener = listen(transfer, arrivals)) {
			client.tell(new Result().put("port", listener.port())
				.put("certificate", HexFormat.of().formatHex(this.identity.certificate().getEncoded())));
			try (Link link = listener.accept()) {
				client.tell(new Result().put("ready", 1));
				if (!transfer.up()) {
					link.sendAll(transfer, Progress.unseen());
					client.tell(new Result().put("sent", transfer.chunks()));
				}
				// That the client has sent all, or has received all.
				client.hear();
				if (transfer.up()) {
					client.tell(arrivals.await());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private Link.Listener listen(Transfer transfer, Arrivals arrivals) throws IOException, GeneralSecurityException {
		InetSocketAddress local = new InetSocketAddress(this.control.getInetAddress(), this.dataPort);
		X509ExtendedKeyManager keys = (X509ExtendedKeyManager) this.identity.keyManagers()[0];
		return switch (transfer.transport()) {
			case TCP -> StreamLink.listen(ServerSocketFactory.getDefault(), local, transfer, arrivals);
			case UDP -> UdpLink.listen(local, transfer, arrivals);
			case TLS -> {
				SSLContext context = SSLContext.getInstance("TLS");
				context.init(new X509ExtendedKeyManager[] { keys }, null, null);
				yield StreamLink.listen(context.getServerSocketFactory(), local, transfer, arrivals);
			}
			case DTLS -> DtlsLink.listen(keys, local, transfer, arrivals);
		};
	}

	@Override
	public void close() throws IOException {
		this.control.close();
	}

}
