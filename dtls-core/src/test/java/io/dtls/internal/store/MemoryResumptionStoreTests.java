package io.dtls.internal.store;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.PeerIdentity;
import io.dtls.store.ResumptionEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bounds of the sessions kept in memory.
 */
class MemoryResumptionStoreTests {

	private long now = 1_000_000;

	private final MemoryResumptionStore store = new MemoryResumptionStore(3, Duration.ofMillis(100), () -> this.now);

	private void put(int id) {
		this.store.put(new ResumptionEntry(id(id), CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, new byte[48], true,
				"DTLSv1.2", PeerIdentity.ofPsk("sensor-" + id), null, 0, Instant.ofEpochMilli(this.now)));
	}

	private static byte[] id(int id) {
		return new byte[] { (byte) id };
	}

	@Test
	void everyFindGetsACopyOfItsOwn() {
		put(1);
		ResumptionEntry first = this.store.find(id(1));
		first.masterSecret()[0] = 1;
		assertThat(this.store.find(id(1)).masterSecret()).containsOnly(0);
		assertThat(this.store.find(id(1)).peer().pskIdentity()).isEqualTo("sensor-1");
		assertThat(this.store.find(id(2))).isNull();
	}

	@Test
	void theOneUsedLongestAgoGivesWay() {
		put(1);
		put(2);
		put(3);
		this.store.find(id(1));
		put(4);
		assertThat(this.store.size()).isEqualTo(3);
		assertThat(this.store.find(id(2))).isNull();
		assertThat(this.store.find(id(1))).isNotNull();
	}

	@Test
	void anEntryEndsWithItsLifetime() {
		put(1);
		this.now += 99;
		assertThat(this.store.find(id(1))).isNotNull();
		this.now += 1;
		assertThat(this.store.find(id(1))).isNull();
		assertThat(this.store.size()).isZero();
	}

	@Test
	void oldEntriesLeaveThoughNobodyAsksForThem() {
		put(1);
		put(2);
		this.now += 100;
		put(3);
		assertThat(this.store.size()).isOne();
	}

	@Test
	void whatWasRemovedIsGone() {
		put(1);
		this.store.remove(id(1));
		this.store.remove(id(1));
		assertThat(this.store.find(id(1))).isNull();
	}

}
