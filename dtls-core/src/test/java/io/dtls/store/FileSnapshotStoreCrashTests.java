package io.dtls.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.settings.KeyLog;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the disk holds after a crash at each step of the file store.
 */
class FileSnapshotStoreCrashTests {

	private static final int STEPS = 40;

	@Test
	void afterACrashAtAnyStepNoGenerationComesTwice(@TempDir Path folder) throws Exception {
		for (int steps = 0; steps < STEPS; steps++) {
			Path own = folder.resolve("after-" + steps);
			CrashingDisk disk = new CrashingDisk(steps);
			List<Long> used = new ArrayList<>();
			try {
				FileSnapshotStore store = new FileSnapshotStore(own, disk);
				for (int turn = 0; turn < 4; turn++) {
					store.put(List.of(new SnapshotStore.Snapshot(new byte[8], new byte[9])), Duration.ofDays(1));
					store.takeAll().forEach((taken) -> used.add(taken.generation()));
				}
			}
			catch (IOException ex) {
				assertThat(ex).hasMessage("crash");
			}
			disk.loseWhatIsNotSynced();
			FileSnapshotStore next = new FileSnapshotStore(own);
			next.takeAll().forEach((taken) -> used.add(taken.generation()));
			used.add(next.nextGeneration(new byte[0], 0));
			assertThat(used).as("after " + steps + " steps").doesNotHaveDuplicates();
		}
	}

	@Test
	void draftsAndKeyLogsAreTheirOwnersFromTheFirstByte(@TempDir Path folder) throws Exception {
		List<String> drafts = new ArrayList<>();
		FileSnapshotStore store = new FileSnapshotStore(folder, new FileSnapshotStore.Disk() {
			@Override
			void sync(FileOutputStream file) throws IOException {
				Path draft = folder.resolve("sessions.new");
				drafts.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(draft)));
			}
		});
		store.put(List.of(), Duration.ofDays(1));
		assertThat(drafts).containsExactly("rw-------");
		Path log = folder.resolve("keys.log");
		KeyLog.appendingTo(log).log("one");
		KeyLog.appendingTo(log).log("two");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log))).isEqualTo("rw-------");
		assertThat(Files.readAllLines(log)).containsExactly("one", "two");
	}

	/** Stops after some steps, and forgets what was not made durable. */
	private static final class CrashingDisk extends FileSnapshotStore.Disk {

		private int left;

		private final List<Renamed> unsynced = new ArrayList<>();

		CrashingDisk(int steps) {
			this.left = steps;
		}

		private void step() throws IOException {
			if (this.left-- <= 0) {
				throw new IOException("crash");
			}
		}

		@Override
		void sync(FileOutputStream file) throws IOException {
			step();
		}

		@Override
		void rename(Path draft, Path file) throws IOException {
			step();
			this.unsynced.add(new Renamed(file, Files.exists(file) ? Files.readAllBytes(file) : null));
			super.rename(draft, file);
		}

		@Override
		void syncFolder(Path folder) throws IOException {
			step();
			this.unsynced.clear();
		}

		void loseWhatIsNotSynced() throws IOException {
			Collections.reverse(this.unsynced);
			for (Renamed renamed : this.unsynced) {
				if (renamed.before() == null) {
					Files.deleteIfExists(renamed.file());
				}
				else {
					Files.write(renamed.file(), renamed.before());
				}
			}
		}

	}

	/** What a crash brings back. */
	private record Renamed(Path file, byte[] before) {

	}

}
