package io.dtls.internal.handshake.dtls13;

import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.exchange.MessageExchange;
import io.dtls.internal.handshake.dtls13.exchange.ReceivedMessage;
import io.dtls.internal.handshake.dtls13.key.KeySchedule;
import io.dtls.internal.handshake.dtls13.key.Transcript;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;
import io.dtls.internal.record.dtls13.TrafficSecret;
import io.dtls.settings.KeyLog;

/**
 * What the states of both roles work with: messages, their transcript, and the keys of
 * the epochs. Moves all three together.
 */
public final class HandshakeLink {

	private static final long HANDSHAKE_EPOCH = 2;

	private static final long APPLICATION_EPOCH = 3;

	private final boolean server;

	private final Dtls13RecordLayer records;

	private final MessageExchange exchange;

	private final Transcript transcript = new Transcript();

	private final @Nullable KeyLog keyLog;

	/** Joins the parts of one handshake. */
	public HandshakeLink(boolean server, Dtls13RecordLayer records, MessageExchange exchange, @Nullable KeyLog keyLog) {
		this.server = server;
		this.records = records;
		this.exchange = exchange;
		this.keyLog = keyLog;
	}

	public Dtls13RecordLayer records() {
		return this.records;
	}

	public MessageExchange exchange() {
		return this.exchange;
	}

	public Transcript transcript() {
		return this.transcript;
	}

	/** Queues a message in epoch 0. */
	public void sendHello(int type, byte[] body) {
		this.transcript.add(type, body);
		this.exchange.send(type, body, 0);
	}

	/** Queues a message in epoch 2. */
	public void send(int type, byte[] body) {
		this.transcript.add(type, body);
		this.exchange.send(type, body, HANDSHAKE_EPOCH);
	}

	/** Adds a message of the peer to the transcript. */
	public void heard(ReceivedMessage message) {
		this.transcript.add(message.type(), message.body());
	}

	/** Goes on to epoch 2 in both directions. */
	public void enterHandshake(KeySchedule keys, byte[] shared, byte[] clientRandom) {
		keys.enterHandshake(shared, this.transcript.hash());
		TrafficSecret ofClient = keys.handshakeSecret(true);
		TrafficSecret ofServer = keys.handshakeSecret(false);
		log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", clientRandom, ofClient);
		log("SERVER_HANDSHAKE_TRAFFIC_SECRET", clientRandom, ofServer);
		this.records.writeIn(HANDSHAKE_EPOCH, this.server ? ofServer : ofClient);
		this.records.readIn(HANDSHAKE_EPOCH, this.server ? ofClient : ofServer);
		this.exchange.expectEpoch(HANDSHAKE_EPOCH);
	}

	/** Writes in epoch 3 from now on. */
	public void writeApplication(KeySchedule keys, byte[] clientRandom) {
		log("CLIENT_TRAFFIC_SECRET_0", clientRandom, true, keys);
		log("SERVER_TRAFFIC_SECRET_0", clientRandom, false, keys);
		this.records.writeIn(APPLICATION_EPOCH, keys.applicationSecret(!this.server));
	}

	/** Reads epoch 3 from now on: the handshake is over. */
	public void readApplication(KeySchedule keys, long now) {
		this.records.readIn(APPLICATION_EPOCH, keys.applicationSecret(this.server));
		this.records.handshakeComplete(now);
		this.exchange.expectEpoch(APPLICATION_EPOCH);
		this.exchange.afterHandshake();
	}

	private void log(String label, byte[] clientRandom, boolean ofClient, KeySchedule keys) {
		if (this.keyLog != null) {
			TrafficSecret secret = keys.applicationSecret(ofClient);
			log(label, clientRandom, secret);
			secret.destroy();
		}
	}

	private void log(String label, byte[] clientRandom, TrafficSecret secret) {
		if (this.keyLog != null) {
			HexFormat hex = HexFormat.of();
			this.keyLog.log(label + " " + hex.formatHex(clientRandom) + " " + hex.formatHex(secret.bytes()));
		}
	}

}
