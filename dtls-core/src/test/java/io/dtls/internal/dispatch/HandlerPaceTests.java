package io.dtls.internal.dispatch;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When messages are worth more than one thread.
 */
class HandlerPaceTests {

	private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(5);

	private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(5);

	private final HandlerPace pace = new HandlerPace();

	@Test
	void isQuickUntilShownOtherwise() {
		assertThat(this.pace.isSlow()).isFalse();
		this.pace.handled(1, SLOW);
		assertThat(this.pace.isSlow()).isTrue();
	}

	@Test
	void oneSlowTurnAmongManyQuickOnesChangesNothing() {
		for (int i = 0; i < 10; i++) {
			this.pace.handled(1, QUICK);
		}
		this.pace.handled(1, SLOW);
		assertThat(this.pace.isSlow()).isFalse();
	}

	@Test
	void aTurnIsJudgedByItsMessages() {
		this.pace.handled(64, 64 * QUICK);
		assertThat(this.pace.isSlow()).isFalse();
	}

	@Test
	void getsQuickAgain() {
		for (int i = 0; i < 100; i++) {
			this.pace.handled(1, SLOW);
		}
		for (int i = 0; i < 20; i++) {
			this.pace.handled(1, QUICK);
		}
		assertThat(this.pace.isSlow()).isFalse();
	}

	@Test
	void isSlowAtOnceWhereNobodyGetsOn() throws InterruptedException {
		for (int i = 0; i < 100; i++) {
			this.pace.handled(1, QUICK);
		}
		this.pace.begin();
		assertThat(this.pace.isStalled()).isFalse();
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!this.pace.isStalled()) {
			assertThat(System.nanoTime()).isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(1);
		}
		assertThat(this.pace.isSlow()).isTrue();
	}

	@Test
	void isNotStalledWhereSomebodyGetsOn() {
		this.pace.begin();
		this.pace.handled(1, QUICK);
		assertThat(this.pace.isStalled()).isFalse();
	}

}
