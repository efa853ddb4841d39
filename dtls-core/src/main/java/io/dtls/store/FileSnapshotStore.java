package io.dtls.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of one server in a file between its end and its next start. A
 * counter beside it grows with each start, so that even a file that comes back from a
 * backup gives its sessions new record numbers.
 */
public final class FileSnapshotStore implements SnapshotStore {

	private static final int FORMAT = 1;

	private final Path folder;

	private final Path sessions;

	private final Path counter;

	private final Disk disk;

	/**
	 * Uses a folder, which is made when needed.
	 * @param folder of this server alone
	 */
	public FileSnapshotStore(Path folder) {
		this(folder, new Disk());
	}

	FileSnapshotStore(Path folder, Disk disk) {
		this.disk = disk;
		this.folder = folder.toAbsolutePath();
		this.sessions = folder.resolve("sessions");
		this.counter = folder.resolve("generation");
	}

	@Override
	public boolean isShared() {
		return false;
	}

	@Override
	public synchronized void put(Collection<Snapshot> snapshots, Duration keep) throws IOException {
		long expires = System.currentTimeMillis() + keep.toMillis();
		replace(this.sessions, (file) -> {
			DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file));
			out.writeByte(FORMAT);
			out.writeLong(expires);
			out.writeInt(snapshots.size());
			for (Snapshot snapshot : snapshots) {
				out.writeShort(snapshot.key().length);
				out.write(snapshot.key());
				out.writeInt(snapshot.content().length);
				out.write(snapshot.content());
			}
			out.flush();
		});
	}

	// Complete and durable under its name, or not there at all.
	private void replace(Path file, Content content) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		Path draft = file.resolveSibling(file.getFileName() + ".new");
		Files.deleteIfExists(draft);
		createForOwner(draft);
		try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
			content.write(out);
			this.disk.sync(out);
		}
		this.disk.rename(draft, file);
		// A name that a crash takes back would bring an old counter, and with it record
		// numbers that were used.
		this.disk.syncFolder(this.folder);
	}

	// At no moment can others read the secrets.
	private static void createForOwner(Path draft) throws IOException {
		if (Files.getFileAttributeView(draft, PosixFileAttributeView.class) == null) {
			Files.createFile(draft);
			return;
		}
		Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
	}

	@Override
	public synchronized Collection<Taken> takeAll() throws IOException {
		if (!Files.exists(this.sessions)) {
			return List.of();
		}
		List<Snapshot> snapshots = read();
		long generation = nextGeneration(new byte[0], 0);
		Files.delete(this.sessions);
		this.disk.syncFolder(this.folder);
		return snapshots.stream().map((snapshot) -> new Taken(snapshot, generation)).toList();
	}

	private List<Snapshot> read() throws IOException {
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(this.sessions)))) {
			if (in.readUnsignedByte() != FORMAT) {
				throw new IOException(this.sessions + " is not a file of sessions that this release knows");
			}
			if (in.readLong() <= System.currentTimeMillis()) {
				return List.of();
			}
			List<Snapshot> snapshots = new ArrayList<>();
			for (int left = in.readInt(); left > 0; left--) {
				byte[] key = in.readNBytes(in.readUnsignedShort());
				snapshots.add(new Snapshot(key, in.readNBytes(in.readInt())));
			}
			return snapshots;
		}
	}

	/** Finds nothing: one node has all of its sessions, or none. */
	@Override
	public byte @Nullable [] find(byte[] key) {
		return null;
	}

	/** Takes nothing, see {@link #find}. */
	@Override
	public @Nullable Taken take(byte[] key) {
		return null;
	}

	@Override
	public synchronized long nextGeneration(byte[] key, long after) throws IOException {
		long last = Files.exists(this.counter)
				? Long.parseLong(Files.readString(this.counter, StandardCharsets.US_ASCII).trim()) : 0;
		long next = Math.max(last, after) + 1;
		replace(this.counter, (out) -> out.write((next + "\n").getBytes(StandardCharsets.US_ASCII)));
		return next;
	}

	/** The steps whose order decides on what a crash leaves; tests crash between them. */
	static class Disk {

		void sync(FileOutputStream file) throws IOException {
			file.getFD().sync();
		}

		void rename(Path draft, Path file) throws IOException {
			Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}

		void syncFolder(Path folder) throws IOException {
			// Windows opens no folders, and has no need to.
			if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
				try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
					channel.force(true);
				}
			}
		}

	}

	/** Writes a file. */
	@FunctionalInterface
	private interface Content {

		void write(OutputStream out) throws IOException;

	}

}
