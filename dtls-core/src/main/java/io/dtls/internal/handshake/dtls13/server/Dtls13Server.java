package io.dtls.internal.handshake.dtls13.server;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.dtls.internal.handshake.dtls13.Engine;
import io.dtls.internal.handshake.dtls13.Established;
import io.dtls.internal.handshake.dtls13.HandshakeLink;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.PostHandshake;
import io.dtls.internal.handshake.dtls13.exchange.ExchangeStart;
import io.dtls.internal.handshake.dtls13.exchange.MessageExchange;
import io.dtls.internal.handshake.dtls13.message.NewSessionTicket;
import io.dtls.internal.record.dtls13.Dtls13RecordLayer;

/**
 * Begins handshakes of a server, and gives tickets to clients afterwards.
 */
public final class Dtls13Server {

	private static final int TICKET_SIZE = 16;

	/** RFC 8446, section 4.6.1: longest lifetime of a ticket. */
	private static final long MAX_LIFETIME = 7 * 24 * 3600;

	private Dtls13Server() {
	}

	/**
	 * Begins a handshake. Its first datagrams are there at once.
	 * @param parameters what handshakes go by
	 * @param hello of a client that can be reached at its address
	 * @param now the time, in nanoseconds on any clock
	 */
	public static Engine start(ServerParameters parameters, AdmittedHello hello, long now) {
		Parameters common = parameters.common();
		Dtls13RecordLayer records = new Dtls13RecordLayer();
		// HelloRetryRequest was message 0, and bore the number of the first hello's
		// record.
		ExchangeStart start = new ExchangeStart((hello.retry() != null) ? 1 : 0, hello.messageSeq() + 1,
				hello.recordNumber());
		MessageExchange exchange = new MessageExchange(records, common.exchangeLimits(), start);
		HandshakeLink link = new HandshakeLink(true, records, exchange, common.keyLog());
		return Engine.start(link, new ServerStates(parameters, link, hello),
				new PostHandshake.Options(true, common.connectionIds()), common.handshakes().timeout(), now);
	}

	/**
	 * Gives the client of a session a ticket, for which the store is asked. Its datagrams
	 * are then with {@link PostHandshake#drain()}.
	 * @param lifetimeSeconds after which nothing is resumed, at most 7 days
	 */
	public static void sendTicket(Established session, ServerParameters parameters, long lifetimeSeconds, long now) {
		Tickets tickets = parameters.tickets();
		if (tickets == null) {
			return;
		}
		byte[] random = parameters.common().randomBytes(TICKET_SIZE + Integer.BYTES);
		byte[] name = Arrays.copyOf(random, TICKET_SIZE);
		long ageAdd = ByteBuffer.wrap(random).getInt(TICKET_SIZE) & 0xffffffffL;
		// One ticket a session, so that any nonce is a new one.
		byte[] nonce = { 0 };
		long lifetime = Math.min(lifetimeSeconds, MAX_LIFETIME);
		TicketEntry entry = new TicketEntry(session.postHandshake().ticketKeyOf(nonce), session.negotiated().suite(),
				ageAdd, lifetime, session.peer(), session.negotiated().serverName(),
				session.negotiated().applicationProtocol());
		try {
			tickets.put(name, entry);
		}
		finally {
			entry.destroy();
		}
		session.postHandshake().sendTicket(new NewSessionTicket(lifetime, ageAdd, nonce, name), now);
	}

}
