package io.dtls.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dtls.CipherSuite;
import io.dtls.PeerIdentity;
import io.dtls.endpoint.ServerFixture;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class BoundedResumptionStoreTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger failures = new AtomicInteger();

	@Test
	void whatComesWhenNobodyWaitsAnyMoreIsWiped() throws Exception {
		byte[] secret = new byte[48];
		Arrays.fill(secret, (byte) 7);
		ResumptionEntry late = new ResumptionEntry(new byte[] { 1 }, CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
				secret, true, "DTLSv1.2", PeerIdentity.ANONYMOUS, null, 0, Instant.now());
		BoundedResumptionStore store = new BoundedResumptionStore(new Slow(late), Duration.ofMillis(20), "test",
				this.failures::incrementAndGet);
		assertThat(store.find(new byte[] { 1 })).isNull();
		assertThat(this.failures).hasValue(1);
		assertThat(secret).isNotEqualTo(new byte[48]);
		this.release.countDown();
		ServerFixture.await("the late entry to be wiped", () -> Arrays.equals(secret, new byte[48]));
	}

	/** Answers when it is released, however impatient whoever asked has become. */
	private final class Slow implements ResumptionStore {

		private final ResumptionEntry entry;

		Slow(ResumptionEntry entry) {
			this.entry = entry;
		}

		@Override
		public ResumptionEntry find(byte[] sessionId) {
			while (true) {
				try {
					if (BoundedResumptionStoreTests.this.release.await(1, TimeUnit.MINUTES)) {
						return this.entry;
					}
				}
				catch (InterruptedException ex) {
					// As stores do that swallow it.
				}
			}
		}

		@Override
		public void put(ResumptionEntry value) {
		}

		@Override
		public void remove(byte[] sessionId) {
		}

	}

}
