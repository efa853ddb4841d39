package io.dtls.internal.record;

import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The window of RFC 6347, section 4.1.2.6, against a set that forgets nothing.
 */
class ReplayWindowTests {

	private final ReplayWindow window = new ReplayWindow();

	@Test
	void newWindowHasSeenNothing() {
		assertThat(this.window.newest()).isEqualTo(-1);
		assertThat(this.window.isReplay(0)).isFalse();
		assertThat(this.window.isReplay(RecordFormat.MAX_SEQUENCE)).isFalse();
	}

	@Test
	void sameNumberTwiceIsAReplay() {
		this.window.accept(0);
		assertThat(this.window.isReplay(0)).isTrue();
		assertThat(this.window.isReplay(1)).isFalse();
	}

	@Test
	void askingMarksNothing() {
		this.window.accept(10);
		assertThat(this.window.isReplay(1_000_000)).isFalse();
		assertThat(this.window.isReplay(11)).isFalse();
		assertThat(this.window.isReplay(9)).isFalse();
		assertThat(this.window.newest()).isEqualTo(10);
	}

	@Test
	void lateNumberIsTakenOnceIfAtMost63HaveOvertakenIt() {
		this.window.accept(1000);
		assertThat(this.window.isReplay(1000 - 63)).isFalse();
		assertThat(this.window.isReplay(1000 - 64)).isTrue();
		this.window.accept(1000 - 63);
		assertThat(this.window.isReplay(1000 - 63)).isTrue();
		this.window.accept(1001);
		assertThat(this.window.isReplay(1001 - 63)).isFalse();
		assertThat(this.window.isReplay(1000 - 63)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 62, 63, 64, 65, 127, 128, 1L << 32, (1L << 48) - 6 })
	void advanceKeepsWhatIsStillInTheWindow(long advance) {
		this.window.accept(3);
		this.window.accept(5);
		this.window.accept(5 + advance);
		assertThat(this.window.isReplay(5 + advance)).isTrue();
		assertThat(this.window.isReplay(5)).isTrue();
		assertThat(this.window.isReplay(4)).isEqualTo(advance + 1 > 63);
		assertThat(this.window.isReplay(5 + advance - 1)).isEqualTo(advance == 1);
	}

	@Test
	void acceptingSomethingOlderThanTheWindowChangesNothing() {
		this.window.accept(200);
		this.window.accept(200 - 64);
		this.window.accept(200 - 128);
		assertThat(this.window.newest()).isEqualTo(200);
		assertThat(this.window.bitmap()).isEqualTo(1);
	}

	@Test
	void windowGoesOnFromItsState() {
		this.window.accept(7);
		this.window.accept(9);
		ReplayWindow copy = new ReplayWindow(this.window.newest(), this.window.bitmap());
		assertThat(copy.newest()).isEqualTo(9);
		assertThat(copy.isReplay(9)).isTrue();
		assertThat(copy.isReplay(8)).isFalse();
		assertThat(copy.isReplay(7)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void windowAgreesWithASetThatForgetsNothing(long seed) {
		Random random = new Random(seed);
		TreeSet<Long> seen = new TreeSet<>();
		// Some seeds start at zero, some where the numbers end.
		long centre = (seed % 2 == 0) ? 0 : RecordFormat.MAX_SEQUENCE - 50_000;
		for (int i = 0; i < 20_000; i++) {
			long newest = (seen.isEmpty()) ? centre : seen.last();
			long number = Math.min(RecordFormat.MAX_SEQUENCE, Math.max(0, newest + step(random)));
			boolean expected = seen.contains(number) || (!seen.isEmpty() && number <= newest - 64);
			assertThat(this.window.isReplay(number)).as("number %d, newest %d", number, newest).isEqualTo(expected);
			if (!expected) {
				this.window.accept(number);
				seen.add(number);
			}
			assertThat(this.window.newest()).isEqualTo((seen.isEmpty()) ? -1 : seen.last());
		}
		assertThat(seen).hasSizeGreaterThan(500);
	}

	// Mostly around the edges of the window, sometimes just past it.
	private static int step(Random random) {
		return (random.nextInt(10) == 0) ? 60 + random.nextInt(10) : random.nextInt(75) - 70;
	}

}
