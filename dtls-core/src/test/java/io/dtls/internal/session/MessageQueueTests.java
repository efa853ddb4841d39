package io.dtls.internal.session;

import org.junit.jupiter.api.Test;

import io.dtls.internal.session.MessageQueue.Offer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageQueue}.
 */
class MessageQueueTests {

	private final MessageQueue queue = new MessageQueue();

	@Test
	void keepsTheOrder() {
		for (byte i = 0; i < 5; i++) {
			this.queue.offer(new byte[] { i }, 10);
		}
		for (byte i = 0; i < 5; i++) {
			assertThat(this.queue.poll()).containsExactly(i);
		}
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void asksForADrainerOnlyWhenNoneIsAtWork() {
		assertThat(this.queue.offer(new byte[1], 10)).isEqualTo(Offer.WAKE);
		assertThat(this.queue.offer(new byte[1], 10)).isEqualTo(Offer.QUEUED);
		this.queue.poll();
		this.queue.poll();
		assertThat(this.queue.offer(new byte[1], 10)).isEqualTo(Offer.QUEUED);
		this.queue.poll();
		assertThat(this.queue.poll()).isNull();
		assertThat(this.queue.offer(new byte[1], 10)).isEqualTo(Offer.WAKE);
	}

	@Test
	void holdsNoMoreThanItsCapacity() {
		this.queue.offer(new byte[] { 1 }, 2);
		this.queue.offer(new byte[] { 2 }, 2);
		assertThat(this.queue.offer(new byte[] { 3 }, 2)).isEqualTo(Offer.FULL);
		this.queue.dropOldest();
		assertThat(this.queue.offer(new byte[] { 3 }, 2)).isEqualTo(Offer.QUEUED);
		assertThat(this.queue.size()).isEqualTo(2);
		assertThat(this.queue.poll()).containsExactly(2);
	}

}
