package io.dtls.internal.handshake.dtls12;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.KeyExport;
import io.dtls.PeerIdentity;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.ClientSessions;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.store.MemoryResumptionStore;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left in memory of the secrets of a handshake that has ended, and of sessions
 * that cannot be resumed any more: zeros.
 */
@Timeout(60)
class WipedSecretsTests {

	private static final Credentials PSK = Credentials.ofPsk((identity) -> new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });

	private static final SecuritySettings SECURITY = SecuritySettings.defaults()
		.withExports(List.of(new KeyExport("EXPERIMENTAL test", 32)));

	private static final byte[] ZEROS = new byte[48];

	private final RecordingStore store = new RecordingStore();

	private final ServerHandshakeContext serverContext = ServerHandshakeContext
		.of(PSK, SECURITY, HandshakeRun.FAST, 1400)
		.withResumption(this.store, Duration.ofHours(1));

	private final ClientHandshakeContext clientContext = ClientHandshakeContext
		.of(PSK, SECURITY, HandshakeRun.FAST, ClientSettings.defaults().withPskIdentity("sensor-1"), 1400)
		.withResumption(ResumptionSettings.defaults());

	private ClientRun connect() {
		return connect(new HandshakeRun(this.serverContext));
	}

	private ClientRun connect(HandshakeRun server) {
		ClientRun run = ClientRun.with(this.clientContext, server);
		assertThat(run.failure).isNull();
		server.awaitEnd();
		return run;
	}

	@Test
	void aClientWhoseResumptionFailsHasWipedTheOldSecret() throws Exception {
		connect();
		AtomicReference<ClientRun> run = new AtomicReference<>();
		List<byte[]> secrets = new CopyOnWriteArrayList<>();
		run.set(new ClientRun(this.clientContext, "localhost", (bytes, off, len) -> {
			if (secrets.isEmpty()) {
				secrets.add(secretOf(run.get().handshake, "resumption.offered").clone());
				secrets.add(secretOf(run.get().handshake, "resumption.offered"));
				run.get().handshake.abort(HandshakeFailureReason.SHUTDOWN);
			}
		}));
		run.get().start().awaitEnd();
		assertThat(run.get().failure.reason()).isEqualTo(HandshakeFailureReason.SHUTDOWN);
		assertThat(secrets.get(0)).as("before").hasSize(48).isNotEqualTo(ZEROS);
		assertThat(secrets.get(1)).as("after").isEqualTo(ZEROS);
	}

	@Test
	void aServerWhoseResumptionFailsHasWipedTheOldSecret() throws Exception {
		connect();
		HandshakeRun server = new HandshakeRun(this.serverContext);
		// The flight that answers the hello with the cookie, and all after it, are lost.
		server.network.serverFate((index, datagram) -> (index == 0) ? List.of(datagram) : List.of());
		ClientRun client = new ClientRun(this.clientContext, "localhost",
				(bytes, off, len) -> server.network.sendToServer(Arrays.copyOfRange(bytes, off, off + len)));
		client.start();
		while (this.store.found.isEmpty()) {
			byte[] datagram = server.network.receiveAsClient(5);
			if (datagram != null) {
				client.handshake.offer(datagram, 0, datagram.length);
			}
		}
		server.handshake.abort(HandshakeFailureReason.SHUTDOWN);
		client.handshake.abort(HandshakeFailureReason.SHUTDOWN);
		assertThat(server.awaitEnd().failure).isNotNull();
		client.awaitEnd();
		assertThat(this.store.found).singleElement().extracting(ResumptionEntry::masterSecret).isEqualTo(ZEROS);
	}

	@Test
	void nothingOfAHandshakeThatSucceedsIsLeftButWhatIsKept() {
		HandshakeRun first = new HandshakeRun(this.serverContext);
		assertThatNothingIsLeft(connect(first), first);
		HandshakeRun second = new HandshakeRun(this.serverContext);
		ClientRun resumed = connect(second);
		assertThat(resumed.established.negotiated().resumed()).isTrue();
		assertThatNothingIsLeft(resumed, second);
		assertThat(this.store.found).singleElement().extracting(ResumptionEntry::masterSecret).isEqualTo(ZEROS);
		assertThat(this.store.put).allSatisfy((entry) -> assertThat(entry.masterSecret()).isEqualTo(ZEROS));
	}

	private static void assertThatNothingIsLeft(ClientRun client, HandshakeRun server) {
		for (Handshake handshake : List.of(client.handshake, server.handshake)) {
			assertThat(secretOf(handshake, "resumption.established")).isEqualTo(ZEROS);
			assertThat(read("context.session.sessionParameters.masterSecret.data", handshake.side()))
				.as("Bouncy Castle's copy, which is let go when wiped")
				.isNull();
		}
	}

	@Test
	void keysOfAHandshakeOfWhichNoSessionComesAreWiped() {
		ClientRun run = connect();
		byte[] exported = (byte[]) ((Map<?, ?>) read("exported.byLabel", run.established)).values().iterator().next();
		assertThat(exported).isNotEqualTo(new byte[32]);
		run.established.destroy();
		assertThat(exported).isEqualTo(new byte[32]);
	}

	@Test
	void aClientWipesSessionsThatAreOverGiveWayOrAreForgotten() {
		ClientSessions sessions = new ClientSessions(ResumptionSettings.defaults().withMaxEntries(2));
		sessions.keep("over", entry(Instant.EPOCH));
		byte[] over = kept(sessions, "over");
		sessions.keep("first", entry(Instant.now()));
		byte[] first = kept(sessions, "first");
		assertThat(over).isEqualTo(ZEROS);
		sessions.keep("second", entry(Instant.now()));
		byte[] second = kept(sessions, "second");
		sessions.keep("third", entry(Instant.now()));
		byte[] third = kept(sessions, "third");
		assertThat(first).isEqualTo(ZEROS);
		sessions.forget("second");
		assertThat(second).isEqualTo(ZEROS);
		assertThat(third).isNotEqualTo(ZEROS);
		sessions.clear();
		assertThat(third).isEqualTo(ZEROS);
	}

	@Test
	void aClientKeepsNothingOfOldCredentials() {
		connect();
		byte[] old = kept(this.clientContext.sessions(), "localhost localhost:5684");
		this.clientContext.retire();
		assertThat(old).isEqualTo(ZEROS);
		// A handshake with the old credentials that ends only now.
		connect();
		assertThat((Map<?, ?>) read("byServer", this.clientContext.sessions())).isEmpty();
	}

	private static ResumptionEntry entry(Instant created) {
		byte[] secret = new byte[48];
		Arrays.fill(secret, (byte) 7);
		return new ResumptionEntry(new byte[] { 1 }, CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, secret, true,
				ResumableSession.PROTOCOL, PeerIdentity.ANONYMOUS, null, 0, created);
	}

	private static byte[] kept(ClientSessions sessions, String server) {
		return ((ResumptionEntry) ((Map<?, ?>) read("byServer", sessions)).get(server)).masterSecret();
	}

	private static byte[] secretOf(Handshake handshake, String entry) {
		return ((ResumptionEntry) read(entry, handshake.side())).masterSecret();
	}

	private static Object read(String fields, Object of) {
		return PropertyOrFieldSupport.EXTRACTION.getValueOf(fields, of);
	}

	/** Remembers the very objects that it was given and has given. */
	private static final class RecordingStore implements ResumptionStore {

		private final MemoryResumptionStore store = new MemoryResumptionStore(10, Duration.ofHours(1),
				System::currentTimeMillis);

		private final List<ResumptionEntry> put = new ArrayList<>();

		private final List<ResumptionEntry> found = new CopyOnWriteArrayList<>();

		@Override
		public void put(ResumptionEntry entry) {
			this.put.add(entry);
			this.store.put(entry);
		}

		@Override
		public ResumptionEntry find(byte[] sessionId) {
			ResumptionEntry entry = this.store.find(sessionId);
			this.found.add(entry);
			return entry;
		}

		@Override
		public void remove(byte[] sessionId) {
			this.store.remove(sessionId);
		}

	}

}
