package io.dtls.internal.store;

import org.jspecify.annotations.Nullable;

import io.dtls.EndpointStatistics;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;

/**
 * Counts how often clients ask for a session, and how often it is there.
 */
public final class CountedResumptionStore implements ResumptionStore {

	private final ResumptionStore store;

	private final EndpointStatistics statistics;

	public CountedResumptionStore(ResumptionStore store, EndpointStatistics statistics) {
		this.store = store;
		this.statistics = statistics;
	}

	@Override
	public @Nullable ResumptionEntry find(byte[] sessionId) {
		ResumptionEntry found = this.store.find(sessionId);
		this.statistics.countResumptionLookup(found != null);
		return found;
	}

	@Override
	public void put(ResumptionEntry entry) {
		this.store.put(entry);
	}

	@Override
	public void remove(byte[] sessionId) {
		this.store.remove(sessionId);
	}

	/** Wipes what this process keeps; a store of somebody else goes on. */
	public void wipe() {
		if (this.store instanceof MemoryResumptionStore own) {
			own.clear();
		}
	}

}
