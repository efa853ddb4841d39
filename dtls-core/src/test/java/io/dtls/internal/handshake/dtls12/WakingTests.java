package io.dtls.internal.handshake.dtls12;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.dtls.internal.handshake.cookie.TestHello;
import io.dtls.internal.handshake.dtls12.server.InboundFromClient;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a server's handshake thread is worth waking.
 */
class WakingTests {

	private static final byte[] COOKIE = { 1, 2, 3 };

	private static final byte[] KEY_EXCHANGE = message(HandshakeFormat.CLIENT_KEY_EXCHANGE, 2, new byte[6]);

	private final InboundFromClient inbound = new InboundFromClient(COOKIE, new byte[0], 1024);

	@BeforeEach
	void begin() {
		take(new TestHello().cookie(COOKIE).messageSeq(1).recordNumber(1).toDatagram());
		assertThat(this.inbound.hasBegun()).isTrue();
		this.inbound.flightSent(1);
	}

	@Test
	void aFlightWakesByItsEnd() {
		take(record(RecordFormat.HANDSHAKE, 0, KEY_EXCHANGE));
		assertThat(this.inbound.isWorthWaking()).isFalse();
		take(record(RecordFormat.CHANGE_CIPHER_SPEC, 0, new byte[] { 1 }));
		assertThat(this.inbound.isWorthWaking()).isFalse();
		take(record(RecordFormat.HANDSHAKE, 1, new byte[40]));
		assertThat(this.inbound.isWorthWaking()).isTrue();
	}

	@Test
	void whatFillsTheGapBeforeTheEndWakes() {
		take(record(RecordFormat.HANDSHAKE, 1, new byte[40]));
		take(record(RecordFormat.HANDSHAKE, 0, KEY_EXCHANGE));
		assertThat(this.inbound.isWorthWaking()).isTrue();
	}

	@Test
	void aRepeatedHelloWakesToBeAnswered() {
		take(new TestHello().cookie(COOKIE).messageSeq(1).recordNumber(2).toDatagram());
		assertThat(this.inbound.isWorthWaking()).isTrue();
	}

	@Test
	void anAlertWakesToBeWeighed() {
		take(record(RecordFormat.ALERT, 0, new byte[] { 2, 40 }));
		assertThat(this.inbound.isWorthWaking()).isTrue();
	}

	private void take(byte[] datagram) {
		assertThat(this.inbound.accept(datagram, 0, datagram.length)).isNull();
	}

	private static byte[] message(int type, int messageSeq, byte[] body) {
		byte[] message = new byte[HandshakeFormat.HEADER_SIZE + body.length];
		HandshakeFormat.writeHeader(message, 0, type, body.length, messageSeq);
		HandshakeFormat.writeFragmentRange(message, 0, 0, body.length);
		return message;
	}

	private static byte[] record(int type, int epoch, byte[] content) {
		return ByteBuffer.allocate(RecordFormat.HEADER_SIZE + content.length)
			.put((byte) type)
			.putShort((short) RecordFormat.DTLS_1_2)
			.putShort((short) epoch)
			.put(new byte[] { 0, 0, 0, 0, 0, 9 })
			.putShort((short) content.length)
			.put(content)
			.array();
	}

}
