package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DemuxMode;
import io.dtls.settings.Migration;
import io.dtls.testing.Nat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The return routability check (RFC 9853) between our client and our server over real
 * sockets, with an address translator between them.
 */
@Timeout(60)
class ClientRoutabilityTests {

	private static final byte[] LARGE = new byte[1200];

	private final ServerFixture atServer = new ServerFixture();

	private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

	private DtlsServer server;

	private DtlsClient client;

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	private InetSocketAddress serve(Migration migration, DemuxMode demux) throws Exception {
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress("127.0.0.1", 0))
			.demux(demux)
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.connectionIds(ConnectionIdSettings.defaults().withMigration(migration))
			.handler((session, message) -> this.atServer.messages.add("message"))
			.observer(this.atServer)
			.build();
		this.server.start();
		return new InetSocketAddress("127.0.0.1", this.server.localAddress().getPort());
	}

	private void configure(ConnectionIdSettings ids) throws IOException {
		this.client = DtlsClient.builder()
			.psk("sensor-1", ServerFixture.PSK)
			.connectionIds(ids)
			.handler((session, message) -> this.received.add(message))
			.build();
	}

	private DtlsSession connect(InetSocketAddress address) throws Exception {
		return this.client.connect(address.getHostString(), address.getPort());
	}

	private static boolean takes(DtlsSession session) {
		try {
			session.send(LARGE);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@ParameterizedTest
	@CsvSource({ "NEWEST, ROUTER, 0", "NEWEST, AUTO, 6", "VERIFIED, ROUTER, 6", "VERIFIED, AUTO, 0" })
	void aClientWhoseAddressChangesAnswersAndIsPushedTo(Migration migration, DemuxMode demux, int idSize)
			throws Exception {
		InetSocketAddress address = serve(migration, demux);
		configure((idSize > 0) ? ConnectionIdSettings.defaults().withLength(idSize)
				: ConnectionIdSettings.ofServerOnly());
		try (Nat nat = new Nat(address)) {
			DtlsSession here = connect(nat.address());
			DtlsSession there = ServerFixture.next(this.atServer.opened);
			assertThat(here.negotiated().returnRoutability() && there.negotiated().returnRoutability()).isTrue();
			nat.rebind();
			here.send(new byte[10]);
			ServerFixture.next(this.atServer.messages);
			ServerFixture.await("the move", () -> there.remoteAddress().getPort() == nat.outsidePort());
			ServerFixture.await("proof of the address", () -> takes(there));
			assertThat(ServerFixture.next(this.received)).isEqualTo(LARGE);
			assertThat(this.server.statistics().sessionsMoved()).isOne();
			assertThat(here.isOpen() && there.isOpen()).isTrue();
		}
	}

	@Test
	void itIsAgreedOnAfreshWhenASessionIsResumed() throws Exception {
		InetSocketAddress address = serve(Migration.NEWEST, DemuxMode.ROUTER);
		configure(ConnectionIdSettings.defaults());
		connect(address).close();
		assertThat(ServerFixture.next(this.atServer.opened).negotiated().resumed()).isFalse();
		try (Nat nat = new Nat(address)) {
			DtlsSession here = connect(nat.address());
			DtlsSession there = ServerFixture.next(this.atServer.opened);
			assertThat(here.negotiated().returnRoutability() && there.negotiated().returnRoutability()).isTrue();
			nat.rebind();
			here.send(new byte[10]);
			ServerFixture.next(this.atServer.messages);
			ServerFixture.await("proof of the address", () -> takes(there));
			assertThat(ServerFixture.next(this.received)).isEqualTo(LARGE);
		}
	}

	@Test
	void noneIsAgreedOnWithoutConnectionIds() throws Exception {
		InetSocketAddress address = serve(Migration.NEWEST, DemuxMode.ROUTER);
		configure(ConnectionIdSettings.off());
		DtlsSession here = connect(address);
		assertThat(here.negotiated().returnRoutability()).isFalse();
		assertThat(ServerFixture.next(this.atServer.opened).negotiated().returnRoutability()).isFalse();
	}

}
