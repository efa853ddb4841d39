package io.dtls.internal.session;

import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.ExportedKeys;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is found and counted where: an address that is only claimed displaces nobody and
 * takes no place of another's limit.
 */
class SessionTableTests extends RoamingFixture {

	private final SourceCounts sources = new SourceCounts(1);

	private final SessionTable table = new SessionTable(8, this.sources);

	private Session without(InetSocketAddress address) {
		CipherSuite.Aead aead = CipherSuite.Aead.AES_128_GCM;
		RecordLayer records = new RecordLayer(
				RecordProtection.of(TrafficKeys.ofKeyBlock(aead, new byte[TrafficKeys.keyBlockSize(aead)], true)),
				new ConnectionIds(new byte[0], new byte[0]), RecordFormat.DTLS_1_2, 1, new ReplayWindow());
		NegotiatedParameters negotiated = new NegotiatedParameters("DTLSv1.2",
				CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, null, true, false, null, null, false);
		return new Session(2, new Established(records, negotiated, PeerIdentity.ANONYMOUS, null, List.of(), new byte[0],
				ExportedKeys.NONE), new SessionOrigin(address, 2), this.host);
	}

	private static Session restored(SessionSnapshot snapshot, InetSocketAddress address, SessionHost host) {
		return new Session(snapshot, snapshot.records().resume(1), address, host);
	}

	@Test
	void aRestoredSessionThatClaimsAnAddressTakesItFromNobody() {
		Session victim = without(VICTIM);
		this.table.add(victim);
		Session attacker = restored(this.session.suspend(), VICTIM, this.host);
		assertThat(this.table.addRestored(attacker)).isTrue();
		assertThat(this.table.byAddress(VICTIM)).isSameAs(victim);
		assertThat(this.table.byAddress(HOME)).isSameAs(attacker);
		this.table.remove(attacker);
		assertThat(this.table.byAddress(VICTIM)).isSameAs(victim);
	}

	@Test
	void aRestoredSessionTakesItsOldAddressFromNobody() {
		SessionSnapshot snapshot = without(HOME).suspend();
		Session newcomer = without(HOME);
		this.table.add(newcomer);
		assertThat(this.table.addRestored(restored(snapshot, HOME, this.host))).as("could not be found").isFalse();
		assertThat(this.table.byAddress(HOME)).isSameAs(newcomer);
	}

	@Test
	void ofTwoSavedSessionsAtOneAddressTheOneWithAnIdIsFoundByItsId() {
		Session first = without(HOME);
		this.table.add(first);
		Session second = restored(this.session.suspend(), HOME, this.host);
		assertThat(this.table.addRestored(second)).isTrue();
		assertThat(this.table.byAddress(HOME)).isSameAs(first);
		assertThat(this.table.byConnectionId(second.connectionId(), 0)).isSameAs(second);
	}

	@Test
	void aClaimFillsNoPlaceOfItsVictim() throws Exception {
		this.sources.take(HOME.getAddress());
		this.table.add(this.session);
		arrives(data(10), VICTIM);
		this.table.redirected(this.session, HOME);
		assertThat(this.sources.hasRoom(VICTIM.getAddress())).isTrue();
		assertThat(this.sources.hasRoom(HOME.getAddress())).isFalse();
		assertThat(this.table.byAddress(VICTIM)).isNull();
		assertThat(this.table.byAddress(HOME)).isSameAs(this.session);
		this.table.remove(this.session);
		assertThat(this.sources.hasRoom(HOME.getAddress())).isTrue();
		assertThat(this.table.byClaim(VICTIM)).isNull();
	}

	@Test
	void aProvenAddressIsFoundAndCounted() throws Exception {
		this.sources.take(HOME.getAddress());
		this.table.add(this.session);
		arrives(data(10), ABROAD);
		this.table.redirected(this.session, HOME);
		arrives(answer(PathMessage.RESPONSE, nextCheck(ABROAD)), ABROAD);
		this.table.move(this.session, HOME);
		assertThat(this.table.byAddress(ABROAD)).isSameAs(this.session);
		assertThat(this.table.byAddress(HOME)).isNull();
		assertThat(this.table.byClaim(ABROAD)).isNull();
		assertThat(this.sources.hasRoom(HOME.getAddress())).isTrue();
		assertThat(this.sources.hasRoom(ABROAD.getAddress())).isFalse();
	}

}
