package io.dtls.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Takes the secrets of sessions, so that a tool such as Wireshark can read a capture of
 * them. Whoever reads them can read and forge all traffic: for development only.
 */
@FunctionalInterface
public interface KeyLog {

	/**
	 * Takes one line. Called on handshake threads, also by several at once.
	 * @param line in the NSS key log format, as of the variable SSLKEYLOGFILE, without
	 * its end
	 */
	void log(String line);

	/**
	 * Appends to a file, which is made for its owner alone if there is none.
	 * @param file read by the tool
	 * @return a log that throws UncheckedIOException if the file cannot be written
	 */
	static KeyLog appendingTo(Path file) {
		Object lock = new Object();
		return (line) -> {
			synchronized (lock) {
				try {
					append(file, line);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		};
	}

	private static void append(Path file, String line) throws IOException {
		if (Files.notExists(file) && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		}
		Files.writeString(file, line + "\n", StandardCharsets.US_ASCII, StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

}
