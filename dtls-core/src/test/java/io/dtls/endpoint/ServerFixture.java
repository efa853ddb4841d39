package io.dtls.endpoint;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.assertj.core.api.Assertions;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;
import io.dtls.MessageHandler;

/**
 * Sees what a server does, and waits for it.
 */
public class ServerFixture implements DtlsObserver, MessageHandler {

	public static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	static final String PSK_HEX = "30313233343536373839616263646566";

	public final BlockingQueue<DtlsSession> opened = new LinkedBlockingQueue<>();

	final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	final BlockingQueue<HandshakeFailure> failed = new LinkedBlockingQueue<>();

	final BlockingQueue<InetSocketAddress> moved = new LinkedBlockingQueue<>();

	public final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

	private final List<DropReason> dropped = new ArrayList<>();

	public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(15, TimeUnit.SECONDS);
		Assertions.assertThat(next).as("what came").isNotNull();
		return next;
	}

	public static void await(String what, BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
		while (!condition.getAsBoolean()) {
			Assertions.assertThat(System.nanoTime()).as("In vain waited for: " + what).isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(5);
		}
	}

	/** True once so much time has passed since this call. */
	static BooleanSupplier after(Duration time) {
		long over = System.nanoTime() + time.toNanos();
		return () -> System.nanoTime() - over > 0;
	}

	synchronized List<DropReason> dropped() {
		return List.copyOf(this.dropped);
	}

	@Override
	public void handle(DtlsSession session, byte[] message) throws Exception {
		this.messages.add(new String(message, StandardCharsets.UTF_8));
		session.send(message);
	}

	@Override
	public void opened(DtlsSession session, long handshakeNanos) {
		this.opened.add(session);
	}

	@Override
	public void closed(DtlsSession session, CloseReason reason) {
		this.closed.add(reason);
	}

	@Override
	public void moved(DtlsSession session, InetSocketAddress previous) {
		this.moved.add(previous);
	}

	@Override
	public void handshakeFailed(HandshakeFailure failure) {
		this.failed.add(failure);
	}

	@Override
	public synchronized void dropped(DropReason reason, InetSocketAddress peer) {
		this.dropped.add(reason);
	}

}
