package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DemuxMode;
import io.dtls.testing.Nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Connection ids (RFC 9146) of our client, with our server over real sockets.
 */
@Timeout(60)
class ClientConnectionIdTests {

	private final ServerFixture atServer = new ServerFixture();

	private final List<String> answers = new CopyOnWriteArrayList<>();

	private DtlsServer server;

	private DtlsClient client;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	private InetSocketAddress serve(ConnectionIdSettings ids, DemuxMode demux) throws Exception {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.demux(demux)
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.connectionIds(ids)
			.handler(this.atServer)
			.observer(this.atServer)
			.build();
		this.server.start();
		return new InetSocketAddress("127.0.0.1", this.server.localAddress().getPort());
	}

	private DtlsSession connect(ConnectionIdSettings ids, InetSocketAddress address) throws Exception {
		return connect(builder().connectionIds(ids), address);
	}

	private DtlsSession connect(DtlsClientBuilder settings, InetSocketAddress address) throws Exception {
		this.client = settings.build();
		return this.client.connect(address.getHostString(), address.getPort());
	}

	private DtlsClientBuilder builder() {
		return DtlsClient.builder()
			.psk("sensor-1", ServerFixture.PSK)
			.handler((session, message) -> this.answers.add(new String(message, StandardCharsets.UTF_8)));
	}

	private void echo(DtlsSession session, String message) throws Exception {
		session.send(message.getBytes(StandardCharsets.UTF_8));
		ServerFixture.await("the answer to " + message, () -> this.answers.contains(message));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "0, 8", "6, 0", "6, 8", "20, 4" })
	void eachSideSendsTheIdOfTheOther(int atClient, int atServer) throws Exception {
		ConnectionIdSettings own = (atClient > 0) ? ConnectionIdSettings.defaults().withLength(atClient)
				: ConnectionIdSettings.ofServerOnly();
		DtlsSession session = connect(own,
				serve(ConnectionIdSettings.defaults().withLength(atServer), DemuxMode.ROUTER));
		echo(session, "one");
		echo(session, "two");
		DtlsSession there = ServerFixture.next(this.atServer.opened);
		assertThat(session.peerConnectionId()).hasSize(atServer).isEqualTo(there.connectionId());
		assertThat(session.connectionId()).hasSize((atServer > 0) ? atClient : 0).isEqualTo(there.peerConnectionId());
		session.close();
		assertThat(ServerFixture.next(this.atServer.closed)).isNotNull();
	}

	@Test
	void anOffSwitchOfTheClientLeavesIdsOut() throws Exception {
		DtlsSession session = connect(ConnectionIdSettings.off(),
				serve(ConnectionIdSettings.defaults(), DemuxMode.ROUTER));
		echo(session, "one");
		assertThat(session.connectionId()).isEmpty();
		assertThat(session.peerConnectionId()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(value = DemuxMode.class, names = { "ROUTER", "AUTO" })
	void aSessionOutlivesAChangeOfTheClientsAddress(DemuxMode demux) throws Exception {
		InetSocketAddress address = serve(ConnectionIdSettings.defaults(), demux);
		try (Nat nat = new Nat(address)) {
			DtlsSession session = connect(builder(), nat.address());
			echo(session, "at home");
			int home = nat.outsidePort();
			nat.rebind();
			echo(session, "abroad");
			assertThat(ServerFixture.next(this.atServer.moved).getPort()).isEqualTo(home);
			assertThat(ServerFixture.next(this.atServer.opened).remoteAddress().getPort()).isEqualTo(nat.outsidePort());
			ServerFixture.next(this.atServer.messages);
			assertThat(this.server.sessions()).hasSize(1);
		}
	}

	@Test
	void aServerCannotGiveOutEmptyIds() {
		DtlsServerBuilder settings = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handler(this.atServer)
			.connectionIds(ConnectionIdSettings.ofServerOnly());
		assertThatIllegalArgumentException().isThrownBy(settings::build).withMessageContaining("off()");
	}

}
