package io.dtls.internal.handshake.dtls13;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that come after the handshake, and those that must not.
 */
class PostHandshakeTests {

	private static InMemoryPair pair(boolean withIds) {
		Parameters client = TestIdentities.clientCommon();
		Parameters server = TestIdentities.serverCommon();
		if (withIds) {
			client = client.withConnectionIds(ConnectionIdSource.random(4));
			server = server.withConnectionIds(ConnectionIdSource.random(6));
		}
		return new InMemoryPair(ClientParameters.of(client, ClientSettings.defaults()), ServerParameters.of(server))
			.run();
	}

	private static void sendFromClient(InMemoryPair pair, int type, byte... body) {
		byte[] message = new byte[HandshakeFormat.HEADER_SIZE + body.length];
		HandshakeFormat.writeHeader(message, 0, type, body.length, pair.server.session.postHandshake().nextReceive());
		System.arraycopy(body, 0, message, HandshakeFormat.HEADER_SIZE, body.length);
		pair.client.send(RecordFormat.HANDSHAKE, message);
		pair.run();
	}

	private static List<PostHandshakeEvent.Ended> ends(Dtls13End end) {
		return end.events.stream()
			.filter(PostHandshakeEvent.Ended.class::isInstance)
			.map(PostHandshakeEvent.Ended.class::cast)
			.toList();
	}

	@Test
	void requestForConnectionIdsIsAnsweredWithinBounds() {
		InMemoryPair pair = pair(true);
		sendFromClient(pair, MessageType.REQUEST_CONNECTION_ID, (byte) 200);
		assertThat(pair.server.session.records().readIds()).hasSize(5);
		sendFromClient(pair, MessageType.REQUEST_CONNECTION_ID, (byte) 200);
		sendFromClient(pair, MessageType.REQUEST_CONNECTION_ID, (byte) 200);
		assertThat(pair.server.session.records().readIds()).hasSize(8);
		assertThat(ends(pair.server)).isEmpty();
		assertThat(pair.client.session.postHandshake().useSpareId()).isTrue();
		pair.client.send("under another id");
		pair.run();
		assertThat(pair.server.data).hasSize(1);
	}

	@Test
	void newConnectionIdIsObeyed() {
		InMemoryPair pair = pair(true);
		sendFromClient(pair, MessageType.NEW_CONNECTION_ID, (byte) 0, (byte) 5, (byte) 4, (byte) 9, (byte) 8, (byte) 7,
				(byte) 6, (byte) 0);
		assertThat(pair.server.session.records().writeId()).containsExactly(9, 8, 7, 6);
	}

	@Test
	void messagesOfConnectionIdsAreUnexpectedWithoutThem() {
		for (int type : new int[] { MessageType.REQUEST_CONNECTION_ID, MessageType.NEW_CONNECTION_ID }) {
			InMemoryPair pair = pair(false);
			byte[] body = (type == MessageType.REQUEST_CONNECTION_ID) ? new byte[] { 1 } : new byte[] { 0, 2, 1, 1, 0 };
			sendFromClient(pair, type, body);
			assertThat(ends(pair.server)).singleElement()
				.satisfies((end) -> assertThat(end.failure().alert()).isEqualTo(Alert.UNEXPECTED_MESSAGE));
			assertThat(pair.client.alert).isEqualTo(Alert.UNEXPECTED_MESSAGE);
		}
	}

	@Test
	void clientsSendNoTickets() {
		InMemoryPair pair = pair(false);
		sendFromClient(pair, MessageType.NEW_SESSION_TICKET, new byte[20]);
		assertThat(ends(pair.server)).hasSize(1);
	}

	@Test
	void secondKeyUpdateNeedsTheKeysOfTheFirst() {
		InMemoryPair pair = pair(false);
		sendFromClient(pair, MessageType.KEY_UPDATE, (byte) 0);
		assertThat(ends(pair.server)).isEmpty();
		sendFromClient(pair, MessageType.KEY_UPDATE, (byte) 0);
		assertThat(ends(pair.server)).hasSize(1);
	}

	@Test
	void impossibleKeyUpdateIsIllegal() {
		InMemoryPair pair = pair(false);
		sendFromClient(pair, MessageType.KEY_UPDATE, (byte) 2);
		assertThat(ends(pair.server)).singleElement()
			.satisfies((end) -> assertThat(end.failure().alert()).isEqualTo(Alert.ILLEGAL_PARAMETER));
	}

	@Test
	void lostAcknowledgementOfFinishedIsRepeated() {
		boolean[] loses = { true };
		InMemoryPair pair = new InMemoryPair(TestIdentities.client(),
				ServerParameters.of(TestIdentities.serverCommon()),
				(fromClient, index, datagram) -> (!fromClient && index >= 1 && loses[0] && datagram.length < 80)
						? List.of() : List.of(datagram))
			.run(Duration.ofMillis(900));
		assertThat(pair.isEstablished()).isTrue();
		assertThat(pair.client.session.postHandshake().waitsForAck()).isTrue();
		for (int i = 0; i < 100; i++) {
			pair.server.send("push " + i);
		}
		loses[0] = false;
		pair.run();
		assertThat(pair.client.session.postHandshake().waitsForAck()).isFalse();
		assertThat(pair.client.data).hasSize(100);
	}

}
