package io.dtls.internal.handshake.dtls13.client;

import io.dtls.internal.handshake.dtls13.Engine;
import io.dtls.internal.handshake.dtls13.HandshakeLink;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.PostHandshake;
import io.dtls.internal.handshake.dtls13.exchange.ExchangeStart;
import io.dtls.internal.handshake.dtls13.exchange.MessageExchange;
import io.dtls.internal.handshake.identity.HostName;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;

/**
 * Begins handshakes of a client.
 */
public final class Dtls13Client {

	private Dtls13Client() {
	}

	/**
	 * Begins a handshake. Its first datagrams are there at once.
	 * @param parameters what handshakes go by
	 * @param host that was connected to; the name in the settings comes before it
	 * @param port of the server
	 * @param now the time, in nanoseconds on any clock
	 */
	public static Engine start(ClientParameters parameters, String host, int port, long now) {
		Parameters common = parameters.common();
		Dtls13RecordLayer records = new Dtls13RecordLayer();
		MessageExchange exchange = new MessageExchange(records, common.exchangeLimits(), ExchangeStart.CLIENT);
		HandshakeLink link = new HandshakeLink(false, records, exchange, common.keyLog());
		String name = parameters.client().serverName();
		HostName expected = HostName.of((name != null) ? name : host);
		return Engine.start(link, new ClientStates(parameters, link, expected, port, now),
				new PostHandshake.Options(false, common.connectionIds()), common.handshakes().timeout(), now);
	}

}
