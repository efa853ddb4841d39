package io.dtls.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.settings.ClientSettings;

/**
 * A client for tests. Unless it is told otherwise it believes every certificate, and it
 * waits ten seconds for what it expects.
 *
 * <pre>{@code
 * assertThat(client.exchange("hello")).hasText("Hello");
 * }</pre>
 */
public final class DtlsTestClient implements AutoCloseable {

	private final Supplier<InetSocketAddress> server;

	private final Duration patience;

	private final DtlsClient client;

	private final Map<String, BlockingQueue<byte[]>> arrived = new ConcurrentHashMap<>();

	private @Nullable DtlsTestSession session;

	private DtlsTestClient(Builder builder) {
		this.server = builder.server;
		this.patience = builder.patience;
		this.client = builder.client.handler((from, message) -> arrivals(from).add(message)).build();
	}

	/**
	 * Begins a client for a server on this machine.
	 * @param port that it listens on
	 * @return a builder
	 */
	public static Builder forPort(int port) {
		return of(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	/**
	 * Begins a client for a server whose address is known later.
	 * @param server asked at each connection
	 * @return a builder
	 */
	public static Builder of(Supplier<InetSocketAddress> server) {
		return new Builder(server);
	}

	/**
	 * Makes a new session.
	 * @return it, established
	 * @throws UncheckedIOException if that fails; says why
	 */
	public DtlsTestSession connect() {
		try {
			return open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Tries to make a new session, where a test is about whether that works.
	 * @return a session, or why there is none
	 */
	public DtlsHandshakeResult handshake() {
		try {
			return new DtlsHandshakeResult(open(), null);
		}
		catch (HandshakeException ex) {
			return new DtlsHandshakeResult(null, ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private DtlsTestSession open() throws IOException {
		InetSocketAddress address = this.server.get();
		if (address.getAddress().isAnyLocalAddress()) {
			address = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort());
		}
		DtlsSession opened = this.client.connect(address, this.patience);
		return new DtlsTestSession(opened, arrivals(opened), this.patience);
	}

	private BlockingQueue<byte[]> arrivals(DtlsSession from) {
		return this.arrived.computeIfAbsent(from.id(), (id) -> new LinkedBlockingQueue<>());
	}

	/**
	 * Sends text and waits for the answer, in a session that further calls use too.
	 * @param text sent as UTF-8
	 * @return what came back
	 */
	public DtlsTestMessage exchange(String text) {
		return session().exchange(text);
	}

	/**
	 * Sends bytes and waits for the answer, in a session that further calls use too.
	 * @param payload sent as it is
	 * @return what came back
	 */
	public DtlsTestMessage exchange(byte[] payload) {
		return session().exchange(payload);
	}

	private synchronized DtlsTestSession session() {
		DtlsTestSession current = this.session;
		if (current == null || !current.isOpen()) {
			current = connect();
			this.session = current;
		}
		return current;
	}

	@Override
	public void close() {
		this.client.close();
	}

	/** What a client is to be like. */
	public static final class Builder {

		private final Supplier<InetSocketAddress> server;

		private final DtlsClientBuilder client = DtlsClient.builder().name("dtls-test-client");

		private ClientSettings settings = ClientSettings.defaults().withInsecureSkipHostNameVerification(true);

		private Credentials credentials = new Credentials(null, new TrustEveryone(), null, null);

		private Duration patience = Duration.ofSeconds(10);

		private Builder(Supplier<InetSocketAddress> server) {
			this.server = server;
		}

		/**
		 * Shows an identity with a pre-shared key, to servers that choose one.
		 * @param identity what the server knows the key by
		 * @param key in hexadecimal
		 * @return this builder
		 */
		public Builder psk(String identity, String key) {
			byte[] bytes = HexFormat.of().parseHex(key);
			this.credentials = this.credentials.withPskStore((name) -> bytes.clone());
			this.settings = this.settings.withPskIdentity(identity);
			return this;
		}

		/**
		 * Sets a certificate to show, and whom to believe; names are verified then too.
		 * @param value replaces all keys and trust that were set before
		 * @return this builder
		 */
		public Builder credentials(Credentials value) {
			this.credentials = value;
			this.settings = this.settings.withInsecureSkipHostNameVerification(false);
			return this;
		}

		/**
		 * Sets how long to wait for handshakes and messages.
		 * @param value ten seconds if not set
		 * @return this builder
		 */
		public Builder patience(Duration value) {
			this.patience = value;
			return this;
		}

		/**
		 * Changes anything else, such as cipher suites.
		 * @param change called with the builder of the client
		 * @return this builder
		 */
		public Builder with(Consumer<DtlsClientBuilder> change) {
			change.accept(this.client);
			return this;
		}

		/**
		 * Makes a client that is not connected yet.
		 * @return a new client
		 */
		public DtlsTestClient build() {
			this.client.credentials(this.credentials).client(this.settings);
			return new DtlsTestClient(this);
		}

	}

}
