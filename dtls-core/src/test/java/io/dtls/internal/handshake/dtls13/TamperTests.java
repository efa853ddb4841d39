package io.dtls.internal.handshake.dtls13;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.cookie.ClientHellos;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was changed on the way does not end in a session, and junk harms nobody.
 */
class TamperTests {

	private static final ClientParameters CLIENT = ClientParameters.of(
			TestIdentities.clientCommon().withGroups(List.of(KeyGroup.X25519, KeyGroup.SECP256R1)),
			ClientSettings.defaults());

	private static final ServerParameters SERVER = ServerParameters.of(TestIdentities.serverCommon());

	// A handshake message begins behind the headers of record and fragment.
	private static final int BODY = RecordFormat.HEADER_SIZE + 12;

	private static final int MESSAGE_SEQ = RecordFormat.HEADER_SIZE + 5;

	@Test
	void anyChangedByteOfAPlaintextMessageFails() {
		InMemoryPair plain = new InMemoryPair(CLIENT, SERVER).run();
		assertThat(plain.isEstablished()).isTrue();
		for (int datagram = 0; datagram < 2; datagram++) {
			assertChangesFail(true, datagram, plain.sentByClient.get(datagram));
			assertChangesFail(false, datagram, plain.sentByServer.get(datagram));
		}
	}

	private static void assertChangesFail(boolean ofClient, int index, byte[] datagram) {
		int end = RecordFormat.HEADER_SIZE + RecordFormat.length(datagram, 0, 0);
		for (int at = BODY; at < end; at++) {
			int changed = at;
			InMemoryPair pair = new InMemoryPair(CLIENT, SERVER, (fromClient, i, bytes) -> {
				// Each time it is sent, as it is sent again when nothing comes of it.
				boolean hit = fromClient == ofClient && bytes[0] == RecordFormat.HANDSHAKE
						&& bytes[MESSAGE_SEQ] == datagram[MESSAGE_SEQ];
				if (!hit) {
					return List.of(bytes);
				}
				byte[] copy = bytes.clone();
				copy[changed] ^= 0x21;
				return List.of(copy);
			}).run(Duration.ofSeconds(3));
			assertThat(pair.client.isEstablished() && pair.server.isEstablished())
				.as((ofClient ? "client" : "server") + " datagram " + index + " byte " + at)
				.isFalse();
			assertThat(pair.server.isEstablished()).isFalse();
		}
	}

	@Test
	void junkNeverThrows() {
		Random random = new Random(7);
		for (int round = 0; round < 400; round++) {
			InMemoryPair pair = new InMemoryPair(TestIdentities.client(), TestIdentities.server(),
					(fromClient, index, bytes) -> {
						byte[] copy = bytes.clone();
						for (int i = random.nextInt(4); i > 0; i--) {
							copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
						}
						byte[] noise = new byte[random.nextInt(60)];
						random.nextBytes(noise);
						return List.of(noise, copy);
					})
				.run(Duration.ofSeconds(5));
			assertInternalErrorOfNeither(pair);
		}
	}

	private static void assertInternalErrorOfNeither(InMemoryPair pair) {
		for (Dtls13End end : List.of(pair.client, pair.server)) {
			Failure failure = end.failure();
			Integer alert = (failure != null) ? failure.alert() : null;
			assertThat(Objects.equals(alert, Alert.INTERNAL_ERROR)).as(String.valueOf(failure)).isFalse();
		}
	}

	@Test
	void cookieIsGoodForOneAddressOnly() {
		ClientHellos hellos = TestIdentities.hellos(SERVER);
		InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000);
		InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1001);
		Dtls13End client = Dtls13End.client(CLIENT, "localhost", 0);
		byte[] first = client.drain().get(0);
		ClientHellos.Answer.Reply retry = (ClientHellos.Answer.Reply) hellos.examine(first, 0, first.length, here, 0);
		assertThat(retry.datagram().length).isLessThanOrEqualTo(first.length);
		client.take(retry.datagram(), retry.datagram().length, 1);
		byte[] second = client.drain().get(0);
		assertThat(hellos.examine(second, 0, second.length, here, 2)).isInstanceOf(ClientHellos.Answer.Admit.class);
		ClientHellos.Answer.Reply refused = (ClientHellos.Answer.Reply) hellos.examine(second, 0, second.length, there,
				2);
		assertThat(refused.refusal().alert()).isEqualTo(Alert.ILLEGAL_PARAMETER);
	}

	@Test
	void secondRetryIsFatal() {
		ClientHellos hellos = TestIdentities.hellos(SERVER);
		InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000);
		Dtls13End client = Dtls13End.client(CLIENT, "localhost", 0);
		byte[] first = client.drain().get(0);
		byte[] retry = ((ClientHellos.Answer.Reply) hellos.examine(first, 0, first.length, here, 0)).datagram();
		client.take(retry, retry.length, 1);
		client.take(retry, retry.length, 2);
		assertThat(client.failure()).as("repeated").isNull();
		byte[] another = retry.clone();
		another[MESSAGE_SEQ] = 1;
		client.take(another, another.length, 3);
		assertThat(client.failure().alert()).isEqualTo(Alert.UNEXPECTED_MESSAGE);
	}

}
