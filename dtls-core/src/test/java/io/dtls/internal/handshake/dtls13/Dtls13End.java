package io.dtls.internal.handshake.dtls13;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.client.Dtls13Client;
import io.dtls.internal.handshake.dtls13.cookie.ClientHellos;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.server.Dtls13Server;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls13.AckFormat;
import io.dtls.internal.record.dtls13.Dtls13OpenedRecord;
import io.dtls.internal.record.dtls13.UnifiedHeader;

/**
 * One end of an association, as an endpoint would drive it: first contact, handshake,
 * session. Told datagrams and the time; tells datagrams.
 */
final class Dtls13End {

	private static final long TICKET_LIFETIME = 7200;

	private final @Nullable ClientHellos hellos;

	private final @Nullable ServerParameters server;

	private final InetSocketAddress peer;

	private final List<byte[]> out = new ArrayList<>();

	private final Dtls13OpenedRecord opened = new Dtls13OpenedRecord();

	final List<byte[]> data = new ArrayList<>();

	final List<PostHandshakeEvent> events = new ArrayList<>();

	boolean sendsTickets = true;

	boolean closed;

	int alert = -1;

	int replies;

	private @Nullable Engine engine;

	@Nullable Established session;

	private Dtls13End(@Nullable ClientHellos hellos, @Nullable ServerParameters server, InetSocketAddress peer,
			@Nullable Engine engine) {
		this.hellos = hellos;
		this.server = server;
		this.peer = peer;
		this.engine = engine;
	}

	static Dtls13End client(ClientParameters parameters, String host, long now) {
		Dtls13End end = new Dtls13End(null, null, new InetSocketAddress(host, 1),
				Dtls13Client.start(parameters, host, 1, now));
		end.collect(now);
		return end;
	}

	static Dtls13End server(ServerParameters parameters, ClientHellos hellos, InetSocketAddress peer) {
		return new Dtls13End(hellos, parameters, peer, null);
	}

	void take(byte[] datagram, int size, long now) {
		if (this.session != null) {
			takeInSession(datagram, size, now);
		}
		else if (this.engine != null) {
			this.engine.takeDatagram(datagram, size, now);
		}
		else {
			takeHello(datagram, size, now);
		}
		collect(now);
	}

	private void takeHello(byte[] datagram, int size, long now) {
		int off = 0;
		while (off < size && this.engine == null) {
			int recordSize = UnifiedHeader.is(datagram[off]) ? -1 : RecordFormat.recordSize(datagram, off, size, 0);
			if (recordSize < 0) {
				return;
			}
			ClientHellos.Answer answer = this.hellos.examine(datagram, off, recordSize, this.peer, now);
			if (answer instanceof ClientHellos.Answer.Reply reply) {
				this.replies++;
				this.out.add(reply.datagram());
			}
			else if (answer instanceof ClientHellos.Answer.Admit admit) {
				this.engine = Dtls13Server.start(this.server, admit.hello(), now);
			}
			off += recordSize;
		}
	}

	private void takeInSession(byte[] datagram, int size, long now) {
		int off = 0;
		boolean follows = false;
		while (off < size) {
			int recordSize = this.engine.recordSize(datagram, off, size);
			if (recordSize < 0) {
				return;
			}
			takeRecord(datagram, off, recordSize, follows, now);
			follows = true;
			off += recordSize;
		}
	}

	private void takeRecord(byte[] datagram, int off, int recordSize, boolean follows, long now) {
		if (this.closed || !this.session.records().open(datagram, off, recordSize, follows, now, this.opened)) {
			return;
		}
		switch (this.opened.contentType()) {
			case RecordFormat.APPLICATION_DATA -> this.data.add(this.opened.copyPayload());
			case RecordFormat.HANDSHAKE, AckFormat.CONTENT_TYPE -> this.session.postHandshake().take(this.opened, now);
			case RecordFormat.ALERT -> {
				this.closed = true;
				this.alert = this.opened.copyPayload()[1];
			}
			default -> {
			}
		}
	}

	void advance(long now) {
		if (this.session != null) {
			this.session.postHandshake().advance(now);
		}
		else if (this.engine != null) {
			this.engine.advance(now);
		}
		collect(now);
	}

	OptionalLong deadline() {
		if (this.session != null) {
			return this.session.postHandshake().deadline();
		}
		return (this.engine != null) ? this.engine.deadline() : OptionalLong.empty();
	}

	private void collect(long now) {
		if (this.engine == null) {
			return;
		}
		this.out.addAll(this.engine.drain());
		if (this.session == null) {
			this.session = this.engine.established();
			if (this.session != null) {
				if (this.server != null && this.sendsTickets) {
					Dtls13Server.sendTicket(this.session, this.server, TICKET_LIFETIME, now);
				}
				this.session.early().forEach((record) -> takeRecord(record, 0, record.length, true, now));
			}
		}
		if (this.session != null) {
			this.out.addAll(this.session.postHandshake().drain());
			this.events.addAll(this.session.postHandshake().drainEvents());
		}
	}

	List<byte[]> drain() {
		List<byte[]> drained = List.copyOf(this.out);
		this.out.clear();
		return drained;
	}

	void send(String text) {
		send(RecordFormat.APPLICATION_DATA, text.getBytes(StandardCharsets.UTF_8));
	}

	void close() {
		send(RecordFormat.ALERT, Alert.encode(Alert.CLOSE_NOTIFY));
	}

	void send(int contentType, byte[] content) {
		byte[] datagram = new byte[content.length + this.session.records().overhead()];
		try {
			int size = this.session.records().protect(contentType, content, 0, content.length, datagram, 0);
			this.out.add(Arrays.copyOf(datagram, size));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void updateKeys(boolean askPeer, long now) {
		this.session.postHandshake().updateKeys(askPeer, now);
		collect(now);
	}

	@Nullable Failure failure() {
		return (this.engine != null) ? this.engine.failure() : null;
	}

	boolean isEstablished() {
		return this.session != null;
	}

}
