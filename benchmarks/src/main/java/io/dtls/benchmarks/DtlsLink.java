package io.dtls.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import io.dtls.CipherSuite;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.MessageTooLargeException;
import io.dtls.SessionClosedException;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SocketSettings;

/**
 * This project's DTLS, with callbacks on the thread that receives.
 */
final class DtlsLink implements Link {

	private static final DispatchSettings DIRECT = DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT);

	// A send buffer that is full for so long belongs to a network that is gone.
	private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long RETRY_NANOS = 20_000;

	private final DtlsSession session;

	private final AutoCloseable endpoint;

	private DtlsLink(DtlsSession session, AutoCloseable endpoint) {
		this.session = session;
		this.endpoint = endpoint;
	}

	private static SecuritySettings security(Transfer transfer) {
		return SecuritySettings.defaults().withCipherSuites(List.of(CipherSuite.valueOf(transfer.suite())));
	}

	static Link connect(X509TrustManager trust, InetSocketAddress server, Transfer transfer, Arrivals arrivals)
			throws IOException {
		DtlsClient client = DtlsClient.builder()
			.trust(trust)
			.client(ClientSettings.defaults().withInsecureSkipHostNameVerification(true))
			.security(security(transfer))
			.socket(SocketSettings.defaults())
			.dispatch(DIRECT)
			.handler((session, message) -> arrivals.take(message, message.length))
			.build();
		try {
			return new DtlsLink(client.connect(server, PATIENCE), client);
		}
		catch (IOException | RuntimeException ex) {
			client.close();
			throw ex;
		}
	}

	static Listener listen(X509ExtendedKeyManager keys, InetSocketAddress local, Transfer transfer, Arrivals arrivals)
			throws IOException {
		CompletableFuture<DtlsSession> opened = new CompletableFuture<>();
		DtlsServer server = DtlsServer.builder()
			.bind(local)
			.credentials(Credentials.ofCertificate(keys, null))
			.security(security(transfer))
			.dispatch(DIRECT)
			.handler((session, message) -> arrivals.take(message, message.length))
			.observer(new DtlsObserver() {

				@Override
				public void opened(DtlsSession session, long handshakeNanos) {
					opened.complete(session);
				}

			})
			.build();
		server.start();
		return new Listener() {

			@Override
			public int port() {
				return server.localAddress().getPort();
			}

			@Override
			public Link accept() throws IOException {
				return new DtlsLink(DtlsLink.await(opened), server);
			}

			@Override
			public void close() {
				server.close();
			}

		};
	}

	private static DtlsSession await(CompletableFuture<DtlsSession> opened) throws IOException {
		try {
			return opened.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new IOException("No client came", ex);
		}
	}

	@Override
	public void send(byte[] chunk) throws IOException {
		long giveUpAt = System.nanoTime() + FULL_NANOS;
		while (true) {
			try {
				this.session.send(chunk);
				return;
			}
			catch (MessageTooLargeException | SessionClosedException ex) {
				throw ex;
			}
			catch (IOException ex) {
				// The send buffer is full.
				if (System.nanoTime() - giveUpAt > 0) {
					throw ex;
				}
				LockSupport.parkNanos(RETRY_NANOS);
			}
		}
	}

	@Override
	public void close() throws IOException {
		try {
			this.endpoint.close();
		}
		catch (Exception ex) {
			throw new IOException(ex);
		}
	}

}
