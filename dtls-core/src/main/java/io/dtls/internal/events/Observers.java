package io.dtls.internal.events;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.DtlsObserver;
import io.dtls.DtlsSession;
import io.dtls.HandshakeFailure;
import io.dtls.internal.util.RareErrors;

/**
 * Several observers in the place of one: each hears everything, in the order in which
 * they were added; one that throws stops no other.
 */
public final class Observers implements DtlsObserver {

	private static final Logger logger = LoggerFactory.getLogger(Observers.class);

	private final List<DtlsObserver> all = new CopyOnWriteArrayList<>();

	private final RareErrors errors = new RareErrors(logger);

	public Observers(DtlsObserver first) {
		add(first);
	}

	public void add(DtlsObserver observer) {
		if (observer != NONE) {
			this.all.add(observer);
		}
	}

	public void remove(DtlsObserver observer) {
		this.all.remove(observer);
	}

	private void tell(Consumer<DtlsObserver> event) {
		for (DtlsObserver observer : this.all) {
			try {
				event.accept(observer);
			}
			catch (Throwable ex) {
				Class<?> kind = observer.getClass();
				this.errors.log("The observer {} failed", kind.getName(), kind, ex, System.nanoTime());
			}
		}
	}

	@Override
	public void handshakeStarted(InetSocketAddress peer) {
		tell((observer) -> observer.handshakeStarted(peer));
	}

	@Override
	public void keysSeemToDiffer(InetSocketAddress peer) {
		tell((observer) -> observer.keysSeemToDiffer(peer));
	}

	@Override
	public void handshakeFailed(HandshakeFailure failure) {
		tell((observer) -> observer.handshakeFailed(failure));
	}

	@Override
	public void opened(DtlsSession session, long handshakeNanos) {
		tell((observer) -> observer.opened(session, handshakeNanos));
	}

	@Override
	public void restored(DtlsSession session) {
		tell((observer) -> observer.restored(session));
	}

	@Override
	public void closed(DtlsSession session, CloseReason reason) {
		tell((observer) -> observer.closed(session, reason));
	}

	@Override
	public void moved(DtlsSession session, InetSocketAddress previous) {
		tell((observer) -> observer.moved(session, previous));
	}

	@Override
	public void addressProven(DtlsSession session, InetSocketAddress previous) {
		tell((observer) -> observer.addressProven(session, previous));
	}

	@Override
	public void dropped(DropReason reason, InetSocketAddress peer) {
		tell((observer) -> observer.dropped(reason, peer));
	}

}
