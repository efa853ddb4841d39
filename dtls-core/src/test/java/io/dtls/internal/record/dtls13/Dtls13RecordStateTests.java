package io.dtls.internal.record.dtls13;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.internal.record.SequenceExhaustedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Sessions at rest and who may write which numbers of them.
 */
class Dtls13RecordStateTests {

	private static final Aead GCM = Aead.AES_128_GCM;

	private static final int WIDTH = SharedNumbers.WIDTH;

	private final Dtls13OpenedRecord into = new Dtls13OpenedRecord();

	private static Dtls13RecordState copy(Dtls13RecordState state) {
		ByteBuffer bytes = ByteBuffer.allocate(state.size());
		state.writeTo(bytes);
		assertThat(bytes.hasRemaining()).isFalse();
		return Dtls13RecordState.read(state.aead(), bytes.flip());
	}

	@ParameterizedTest
	@EnumSource
	void sessionGoesOnWhereItWasSaved(Aead aead) throws Exception {
		Dtls13RecordLayer client = TestEpochs.client(aead);
		Dtls13RecordLayer server = TestEpochs.server(aead);
		client.writeWithId(TestEpochs.ID);
		server.addReadId(TestEpochs.ID);
		server.addReadId(new byte[3]);
		server.writeWithId(new byte[] { 9 });
		client.addReadId(new byte[] { 9 });
		client.limitWritten(600);
		server.limitRead(600);
		byte[] old = TestEpochs.protect(client, TestEpochs.MESSAGE);
		assertThat(TestEpochs.open(server, old, this.into)).isTrue();
		Dtls13RecordLayer nextClient = Dtls13RecordLayer.resume(copy(client.state()), 1);
		Dtls13RecordLayer nextServer = Dtls13RecordLayer.resume(copy(server.state()), 1);
		assertThat(TestEpochs.open(nextServer, old, this.into)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.REPLAY);
		byte[] record = TestEpochs.protect(nextClient, TestEpochs.MESSAGE);
		assertThat(nextClient.lastProtected()).isEqualTo(new RecordNumber(3, 1 + WIDTH));
		assertThat(TestEpochs.open(nextServer, record, this.into)).isTrue();
		assertThat(TestEpochs.open(nextClient, TestEpochs.protect(nextServer, TestEpochs.MESSAGE), this.into)).isTrue();
		assertThat(nextServer.readIds()).containsExactly(TestEpochs.ID, new byte[3]);
		assertThat(nextClient.maxPlaintext()).isEqualTo(599);
		assertThat(nextClient.updateWrite()).isTrue();
		assertThat(nextServer.updateRead()).isTrue();
		assertThat(TestEpochs.open(nextServer, TestEpochs.protect(nextClient, TestEpochs.MESSAGE), this.into)).isTrue();
		assertThat(this.into.number()).isEqualTo(new RecordNumber(4, 0));
	}

	@Test
	void peerMayStillEnterTheEpochItAnnouncedBefore() throws Exception {
		Dtls13RecordLayer client = TestEpochs.client(GCM);
		Dtls13RecordLayer server = TestEpochs.server(GCM);
		server.updateRead();
		Dtls13RecordLayer next = Dtls13RecordLayer.resume(copy(server.state()), 1);
		assertThat(TestEpochs.open(next, TestEpochs.protect(client, TestEpochs.MESSAGE), this.into)).isTrue();
		client.updateWrite();
		assertThat(TestEpochs.open(next, TestEpochs.protect(client, TestEpochs.MESSAGE), this.into)).isTrue();
		assertThat(this.into.epoch()).isEqualTo(4);
	}

	@Test
	void stateStaysWhenTheLayerIsDestroyedAndTheOtherWayRound() throws Exception {
		Dtls13RecordLayer client = TestEpochs.client(GCM);
		Dtls13RecordState state = client.state();
		client.destroy();
		Dtls13RecordLayer next = Dtls13RecordLayer.resume(state, 1);
		state.destroy();
		assertThat(TestEpochs.open(TestEpochs.server(GCM), TestEpochs.protect(next, TestEpochs.MESSAGE), this.into))
			.isTrue();
	}

	@Test
	void ownerIsLeftWithItsGenerationOnceItWasSaved() throws Exception {
		Dtls13RecordLayer client = TestEpochs.client(GCM);
		assertThat(client.recordsLeft()).isGreaterThan(20_000_000);
		assertThat(client.generationDue()).isFalse();
		client.state();
		assertThat(client.recordsLeft()).isEqualTo(WIDTH);
		for (int i = 0; i < WIDTH; i++) {
			assertThat(client.generationDue()).isEqualTo(i >= WIDTH / 2);
			TestEpochs.protect(client, TestEpochs.MESSAGE);
		}
		assertThatExceptionOfType(SequenceExhaustedException.class)
			.isThrownBy(() -> TestEpochs.protect(client, TestEpochs.MESSAGE));
		assertThat(client.useGeneration(2)).isTrue();
		TestEpochs.protect(client, TestEpochs.MESSAGE);
		assertThat(client.lastProtected().sequence()).isEqualTo(2 * WIDTH);
	}

	@Test
	void holderMayJumpAsFarAsThePeerUnderstands() throws Exception {
		Dtls13RecordState state = TestEpochs.client(GCM).state();
		assertThat(state.reaches(0)).isFalse();
		assertThat(state.reaches(15)).isTrue();
		assertThat(state.reaches(16)).isFalse();
		assertThat(state.reaches(Long.MAX_VALUE)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> Dtls13RecordLayer.resume(state, 16));
		Dtls13RecordLayer far = Dtls13RecordLayer.resume(state, 15);
		Dtls13RecordLayer server = TestEpochs.server(GCM);
		for (int i = 0; i < WIDTH - 1; i++) {
			TestEpochs.protect(far, new byte[1]);
		}
		// The last number of all, for a peer that has seen nothing yet.
		assertThat(TestEpochs.open(server, TestEpochs.protect(far, TestEpochs.MESSAGE), this.into)).isTrue();
		assertThat(this.into.sequence()).isEqualTo(SharedNumbers.REACH - 1);
	}

	@Test
	void holderThatOnlyReadsWritesNothing() throws Exception {
		Dtls13RecordLayer reader = Dtls13RecordLayer.reader(TestEpochs.server(GCM).state());
		byte[] record = TestEpochs.protect(TestEpochs.client(GCM), TestEpochs.MESSAGE);
		assertThat(TestEpochs.open(reader, record, this.into)).isTrue();
		assertThatExceptionOfType(SequenceExhaustedException.class)
			.isThrownBy(() -> TestEpochs.protect(reader, TestEpochs.MESSAGE));
	}

	@Test
	void holderRefusesAGenerationThatIsNotNew() {
		Dtls13RecordLayer holder = Dtls13RecordLayer.resume(TestEpochs.client(GCM).state(), 3);
		assertThat(holder.useGeneration(3)).isFalse();
		assertThat(holder.useGeneration(2)).isFalse();
		assertThat(holder.useGeneration(4)).isTrue();
		assertThat(holder.generation()).isEqualTo(4);
	}

	@Test
	void numbersOfTheNextEpochAreAllItsOwn() throws Exception {
		Dtls13RecordLayer holder = Dtls13RecordLayer.resume(TestEpochs.client(GCM).state(), 3);
		assertThat(holder.updateWrite()).isTrue();
		assertThat(holder.recordsLeft()).isGreaterThan(20_000_000);
		assertThat(holder.useGeneration(1_000)).isTrue();
		Dtls13RecordState state = holder.state();
		assertThat(state.generation()).isEqualTo(1_000);
		assertThat(state.reaches(1_001)).isTrue();
		TestEpochs.protect(holder, TestEpochs.MESSAGE);
		assertThat(holder.lastProtected()).isEqualTo(new RecordNumber(4, 0));
	}

}
