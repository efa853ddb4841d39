package io.dtls.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.Vector;

import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;

/**
 * One handshake of a client with Bouncy Castle. Believes any certificate: servers are
 * measured here, not trusted.
 */
// Bouncy Castle's API has raw types and Vectors.
@SuppressWarnings({ "rawtypes", "JdkObsolete" })
final class ClientHandshake {

	private static final int TIMEOUT_MILLIS = 30_000;

	private static final int MTU = 1400;

	// Numbers below this may be taken by repeated Finished messages.
	private static final int FIRST_SEQUENCE = 32;

	private final ClientSettings settings;

	private final DatagramChannel channel;

	private final @Nullable TlsSession toResume;

	private final SecureRandom random;

	private @Nullable RecordLayer records;

	private @Nullable TlsSession session;

	private boolean resumed;

	ClientHandshake(ClientSettings settings, DatagramChannel channel, @Nullable TlsSession toResume,
			SecureRandom random) {
		this.settings = settings;
		this.channel = channel;
		this.toResume = toResume;
		this.random = random;
	}

	/** Runs the handshake on a blocking, connected channel. */
	DTLSTransport run() throws IOException {
		ChannelTransport transport = new ChannelTransport();
		DTLSTransport protectedTransport = new DTLSClientProtocol().connect(new Client(), transport);
		transport.endFlights();
		return protectedTransport;
	}

	RecordLayer records() {
		RecordLayer made = this.records;
		if (made == null) {
			throw new IllegalStateException("The handshake made no keys");
		}
		return made;
	}

	@Nullable TlsSession session() {
		return this.session;
	}

	boolean isResumed() {
		return this.resumed;
	}

	private boolean computesOnCurves() {
		return this.settings.suite().name().startsWith("TLS_ECDHE") && this.toResume == null;
	}

	private void takeKeys(TlsCryptoParameters parameters) throws IOException {
		SecurityParameters agreed = parameters.getSecurityParametersHandshake();
		CipherSuite suite = CipherSuite.ofCode(agreed.getCipherSuite()).orElseThrow();
		byte[] block = TlsImplUtils.calculateKeyBlock(parameters, TrafficKeys.keyBlockSize(suite.aead()));
		ConnectionIds ids = new ConnectionIds(orEmpty(agreed.getConnectionIDPeer()),
				orEmpty(agreed.getConnectionIDLocal()));
		this.records = new RecordLayer(RecordProtection.of(TrafficKeys.ofKeyBlock(suite.aead(), block, false)), ids,
				RecordFormat.DTLS_1_2, FIRST_SEQUENCE, new ReplayWindow());
	}

	private static byte[] orEmpty(byte @Nullable [] id) {
		return (id != null) ? id : new byte[0];
	}

	/** Offers what the load asks for and nothing else. */
	private final class Client extends DefaultTlsClient {

		Client() {
			super(LoadCrypto.create(ClientHandshake.this.random, ClientHandshake.this.computesOnCurves(),
					ClientHandshake.this::takeKeys));
		}

		@Override
		protected ProtocolVersion[] getSupportedVersions() {
			return ProtocolVersion.DTLSv12.only();
		}

		@Override
		protected int[] getSupportedCipherSuites() {
			return new int[] { ClientHandshake.this.settings.suite().code() };
		}

		@Override
		protected Vector<Integer> getSupportedGroups(Vector roles) {
			Vector<Integer> groups = new Vector<>();
			groups.add(NamedGroup.secp256r1);
			return groups;
		}

		@Override
		public int getHandshakeTimeoutMillis() {
			return TIMEOUT_MILLIS;
		}

		@Override
		public void notifySecureRenegotiation(boolean secure) {
			// There is none.
		}

		@Override
		protected byte @Nullable [] getNewConnectionID() {
			int size = ClientHandshake.this.settings.connectionId();
			return (size >= 0) ? new byte[size] : null;
		}

		@Override
		public @Nullable TlsSession getSessionToResume() {
			return ClientHandshake.this.toResume;
		}

		@Override
		public TlsPSKIdentity getPSKIdentity() {
			return new BasicTlsPSKIdentity(BenchmarkIdentity.PSK_IDENTITY, BenchmarkIdentity.psk());
		}

		@Override
		public void notifyHandshakeComplete() throws IOException {
			super.notifyHandshakeComplete();
			ClientHandshake.this.session = this.context.getSession();
			ClientHandshake.this.resumed = this.context.getSecurityParametersConnection().isResumedSession();
		}

		@Override
		public TlsAuthentication getAuthentication() {
			return new TlsAuthentication() {

				@Override
				public void notifyServerCertificate(TlsServerCertificate certificate) {
					// Whoever it is.
				}

				@Override
				public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
					return null;
				}

			};
		}

	}

	/**
	 * The channel as Bouncy Castle wants it. A flight leaves in as few datagrams as it
	 * fits into, as from OpenSSL and other clients in use.
	 */
	private final class ChannelTransport implements DatagramTransport {

		private final ByteBuffer flight = ByteBuffer.allocate(MTU);

		private boolean gathers = true;

		@Override
		public int getReceiveLimit() {
			return MTU;
		}

		@Override
		public int getSendLimit() {
			return MTU;
		}

		@Override
		public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
			flush();
			DatagramPacket packet = new DatagramPacket(buffer, offset, length);
			try {
				ClientHandshake.this.channel.socket().setSoTimeout(waitMillis);
				ClientHandshake.this.channel.socket().receive(packet);
				return packet.getLength();
			}
			catch (SocketTimeoutException ex) {
				return -1;
			}
		}

		@Override
		public void send(byte[] buffer, int offset, int length) throws IOException {
			if (length > this.flight.remaining()) {
				flush();
			}
			this.flight.put(buffer, offset, length);
			if (!this.gathers) {
				flush();
			}
		}

		void endFlights() throws IOException {
			this.gathers = false;
			flush();
		}

		private void flush() throws IOException {
			if (this.flight.position() > 0) {
				ClientHandshake.this.channel.write(this.flight.flip());
				this.flight.clear();
			}
		}

		@Override
		public void close() throws IOException {
			// The channel stays for the load.
			flush();
		}

	}

}
