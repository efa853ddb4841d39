package io.dtls.internal.util;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimerWheel}, on a clock that tests move.
 */
class TimerWheelTests {

	private static final long TICK = 10;

	private final TimerWheel wheel = new TimerWheel(TICK, 0);

	private final List<Probe> fired = new ArrayList<>();

	@Test
	void firesNeverEarlyAndAtMostATickAndAHalfLate() {
		Probe probe = new Probe();
		this.wheel.schedule(probe, 100);
		this.wheel.advance(100);
		assertThat(this.fired).isEmpty();
		this.wheel.advance(110);
		assertThat(this.fired).containsExactly(probe);
	}

	@Test
	void firesOnceAlsoAfterASleepOverManyTurns() {
		Probe probe = new Probe();
		this.wheel.schedule(probe, 50);
		this.wheel.advance(10_000_000);
		this.wheel.advance(20_000_000);
		assertThat(this.fired).containsExactly(probe);
	}

	@Test
	void aDeadlineInThePastFiresWithTheNextTick() {
		this.wheel.advance(1000);
		this.wheel.schedule(new Probe(), 10);
		this.wheel.advance(1010);
		assertThat(this.fired).hasSize(1);
	}

	@Test
	void aCancelledTimerStaysSilent() {
		Probe probe = new Probe();
		this.wheel.schedule(probe, 50);
		this.wheel.cancel(probe);
		this.wheel.cancel(probe);
		this.wheel.advance(1000);
		assertThat(this.fired).isEmpty();
	}

	@Test
	void aTimerMayCancelAndScheduleOthersWhenItFires() {
		Probe victim = new Probe();
		Probe later = new Probe();
		Probe first = new Probe() {
			@Override
			protected void expired(long now) {
				super.expired(now);
				TimerWheelTests.this.wheel.cancel(victim);
				TimerWheelTests.this.wheel.schedule(later, now + 20);
			}
		};
		this.wheel.schedule(first, 55);
		this.wheel.schedule(victim, 55);
		this.wheel.advance(60);
		assertThat(this.fired).containsExactly(first);
		this.wheel.advance(100);
		assertThat(this.fired).containsExactly(first, later);
	}

	@Test
	void firesEveryTimerOfAThousandAtItsTime() {
		Random random = new Random(7);
		List<Probe> probes = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			Probe probe = new Probe();
			this.wheel.schedule(probe, random.nextInt(100_000));
			probes.add(probe);
		}
		for (long now = 0; now <= 100_020; now += 7) {
			this.wheel.advance(now);
		}
		assertThat(this.fired).containsExactlyInAnyOrderElementsOf(probes);
		assertThat(probes).allSatisfy((probe) -> assertThat(probe.firedAt - probe.deadline).isBetween(0L, 2 * TICK));
	}

	@Test
	void waitsLongWhereNoTimerIsSet() {
		assertThat(this.wheel.nanosToNextTick(0)).isEqualTo(1_000_000_000L);
		this.wheel.schedule(new Probe(), 500);
		assertThat(this.wheel.nanosToNextTick(3)).isEqualTo(7);
	}

	private class Probe extends WheelTimer {

		long firedAt;

		@Override
		protected void expired(long now) {
			this.firedAt = now;
			TimerWheelTests.this.fired.add(this);
		}

	}

}
