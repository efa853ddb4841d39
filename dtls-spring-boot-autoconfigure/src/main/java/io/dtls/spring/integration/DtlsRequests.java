package io.dtls.spring.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;

import io.dtls.CloseReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.SessionClosedException;

/**
 * Requests that wait for their replies. A reply is the next message of the session, one
 * request at a time, unless functions say how to tell which belongs to which. It gets the
 * replies as (part of) the handler of a server or client, and as its observer hears when
 * there will be none.
 */
public final class DtlsRequests implements DtlsObserver {

	private final DtlsMessageMapper mapper;

	private final Correlation correlation;

	private final boolean endSessionOnTimeout;

	private final ConcurrentMap<String, Waiting> sessions = new ConcurrentHashMap<>();

	/**
	 * Creates requests whose reply is the next message of their session.
	 * @param mapper makes datagrams of messages and the other way round
	 */
	public DtlsRequests(DtlsMessageMapper mapper) {
		this(mapper, Correlation.NEXT_MESSAGE, false);
	}

	/**
	 * Creates requests.
	 * @param mapper makes datagrams of messages and the other way round
	 * @param correlation tells which reply belongs to which request
	 * @param endSessionOnTimeout whether a session ends that did not answer in time, so
	 * that its late reply is not taken for that of the next request
	 */
	DtlsRequests(DtlsMessageMapper mapper, Correlation correlation, boolean endSessionOnTimeout) {
		this.mapper = mapper;
		this.correlation = correlation;
		this.endSessionOnTimeout = endSessionOnTimeout;
	}

	/**
	 * Makes the handler of a server or client.
	 * @param endpoint its name, for the header {@link DtlsHeaders#ENDPOINT}
	 * @param otherwise takes what no request waits for
	 * @return a handler that keeps replies to itself
	 */
	public MessageHandler handler(String endpoint, MessageHandler otherwise) {
		return (session, payload) -> {
			if (!isReply(session, payload, endpoint)) {
				otherwise.handle(session, payload);
			}
		};
	}

	private boolean isReply(DtlsSession session, byte[] payload, String endpoint) {
		Waiting waiting = this.sessions.isEmpty() ? null : this.sessions.get(session.id());
		if (waiting == null) {
			return false;
		}
		Message<?> reply = this.mapper.toMessage(session, payload, endpoint);
		Exchange exchange = waiting.awaiting(this.correlation.ofReply().apply(reply));
		// Whoever goes on with the reply does so on this thread.
		return exchange != null && exchange.reply.complete(reply);
	}

	/**
	 * Sends a request, as soon as the one before it has its reply.
	 * @param session to whom
	 * @param request bytes or text
	 * @param timeout how long the reply is awaited
	 * @return the reply, or why there is none: a {@link TimeoutException}, or an
	 * {@link IOException}
	 * @throws IOException if it cannot be sent
	 */
	CompletableFuture<Message<?>> send(DtlsSession session, Message<?> request, Duration timeout) throws IOException {
		Exchange exchange = new Exchange(session, this.correlation.ofRequest().apply(request),
				this.mapper.fromMessage(request));
		return begin(exchange, timeout);
	}

	/**
	 * Awaits the next message of a session.
	 * @param session from whom
	 * @param timeout how long
	 * @return the message, or a {@link TimeoutException}, or an {@link IOException}
	 * @throws IOException if the session has ended
	 */
	CompletableFuture<Message<?>> next(DtlsSession session, Duration timeout) throws IOException {
		return begin(new Exchange(session, Correlation.ANY, List.of()), timeout);
	}

	// What completes them is the reply; nobody waits for what follows from it.
	@SuppressWarnings("FutureReturnValueIgnored")
	private CompletableFuture<Message<?>> begin(Exchange exchange, Duration timeout) throws IOException {
		if (!exchange.session.isOpen()) {
			throw new SessionClosedException(CloseReason.LOCALLY_CLOSED);
		}
		boolean first = put(exchange);
		exchange.reply.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
		CompletableFuture<Message<?>> result = new CompletableFuture<>();
		exchange.reply.whenComplete((reply, failure) -> {
			if (failure != null) {
				// Not on the thread that all timeouts of the JVM share, nor on that which
				// serves all sessions.
				CompletableFuture.runAsync(() -> end(exchange, result, reply, failure));
			}
			else {
				end(exchange, result, reply, failure);
			}
		});
		if (first) {
			transmit(exchange);
		}
		return result;
	}

	private boolean put(Exchange exchange) {
		boolean[] first = { false };
		this.sessions.compute(exchange.session.id(), (id, known) -> {
			Waiting waiting = (known != null) ? known : new Waiting();
			first[0] = waiting.add(exchange);
			return waiting;
		});
		return first[0];
	}

	private static void transmit(Exchange exchange) throws IOException {
		try {
			for (byte[] datagram : exchange.datagrams) {
				exchange.session.send(datagram);
			}
		}
		catch (IOException ex) {
			exchange.reply.completeExceptionally(ex);
			throw ex;
		}
	}

	private void end(Exchange exchange, CompletableFuture<Message<?>> result, @Nullable Message<?> reply,
			@Nullable Throwable failure) {
		if (failure instanceof TimeoutException && this.endSessionOnTimeout) {
			exchange.session.close();
		}
		AtomicReference<@Nullable Exchange> next = new AtomicReference<>();
		this.sessions.computeIfPresent(exchange.session.id(), (id, waiting) -> {
			next.set(waiting.remove(exchange));
			return waiting.isEmpty() ? null : waiting;
		});
		Exchange turn = next.get();
		if (turn != null) {
			transmitNext(turn);
		}
		if (failure != null) {
			result.completeExceptionally(failure);
		}
		else {
			result.complete(reply);
		}
	}

	private static void transmitNext(Exchange exchange) {
		try {
			transmit(exchange);
		}
		catch (IOException ex) {
			// Its own result says so.
		}
	}

	/** Nobody waits for a session that has ended. */
	@Override
	public void closed(DtlsSession session, CloseReason reason) {
		Waiting waiting = this.sessions.get(session.id());
		if (waiting != null) {
			SessionClosedException failure = new SessionClosedException(reason);
			waiting.all().forEach((exchange) -> exchange.reply.completeExceptionally(failure));
		}
	}

	/** How many requests wait, to be sent or for their reply. */
	public int waiting() {
		return this.sessions.values().stream().mapToInt((waiting) -> waiting.all().size()).sum();
	}

	/**
	 * Tells which reply belongs to which request: for both the same is told.
	 *
	 * @param ofRequest tells it of a request
	 * @param ofReply tells it of a message that arrived
	 */
	record Correlation(Function<Message<?>, Object> ofRequest, Function<Message<?>, Object> ofReply) {

		private static final Object ANY = new Object();

		static final Correlation NEXT_MESSAGE = new Correlation((request) -> ANY, (reply) -> ANY);

	}

	/** A request on its way, or the wait for a message. */
	private static final class Exchange {

		private final DtlsSession session;

		private final Object key;

		private final List<byte[]> datagrams;

		private final CompletableFuture<Message<?>> reply = new CompletableFuture<>();

		Exchange(DtlsSession session, Object key, List<byte[]> datagrams) {
			this.session = session;
			this.key = key;
			this.datagrams = datagrams;
		}

	}

	/** The requests of one session. Those of one key go out one after the other. */
	private static final class Waiting {

		private final Map<Object, Queue<Exchange>> exchanges = new HashMap<>();

		/** Adds one, and tells whether it is its turn. */
		synchronized boolean add(Exchange exchange) {
			Queue<Exchange> queue = this.exchanges.computeIfAbsent(exchange.key, (key) -> new ArrayDeque<>());
			queue.add(exchange);
			return queue.size() == 1;
		}

		synchronized @Nullable Exchange awaiting(Object key) {
			Queue<Exchange> queue = this.exchanges.get(key);
			return (queue != null) ? queue.peek() : null;
		}

		/** Removes one, and tells whose turn it is then, if that changes. */
		synchronized @Nullable Exchange remove(Exchange exchange) {
			Queue<Exchange> queue = this.exchanges.get(exchange.key);
			if (queue == null) {
				return null;
			}
			boolean first = queue.peek() == exchange;
			queue.remove(exchange);
			if (queue.isEmpty()) {
				this.exchanges.remove(exchange.key);
			}
			return first ? queue.peek() : null;
		}

		synchronized boolean isEmpty() {
			return this.exchanges.isEmpty();
		}

		synchronized List<Exchange> all() {
			return this.exchanges.values().stream().flatMap(Queue::stream).toList();
		}

	}

}
