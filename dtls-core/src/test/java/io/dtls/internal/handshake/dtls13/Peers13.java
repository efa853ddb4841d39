package io.dtls.internal.handshake.dtls13;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The programs of src/test/peers/dtls13, where somebody built them: in the folder that
 * the environment variable DTLS_PEERS13 names, or in target/peers13.
 */
final class Peers13 {

	private static final String FOLDER = System.getenv().getOrDefault("DTLS_PEERS13", "target/peers13");

	private static final String LIBRARY_FOLDER = "nss/usr/bin/";

	private final Path folder = Path.of(FOLDER).toAbsolutePath();

	private final Path files;

	Peers13(Path files) throws Exception {
		this.files = files;
		PemFiles.write(files, "server", TestIdentities.SERVER);
		PemFiles.write(files, "client", TestIdentities.CLIENT);
		PemFiles.write(files, "ca", TestIdentities.AUTHORITY);
	}

	/** Skips the test, or fails it, where a program is missing. */
	void require(String program) {
		PeerProcess.require(this.folder.resolve(program).toString());
	}

	/** wolfSSL with some options, see wolf13.c. */
	PeerProcess wolf(String role, int port, String... options) throws IOException {
		require("wolf13");
		return start("wolfssl", "wolf13", List.of(role, String.valueOf(port)), options);
	}

	/** NSS with some options, see nss13.c. */
	PeerProcess nss(String role, int port, String... options) throws Exception {
		require("nss13");
		return start("nss", "nss13", List.of(role, String.valueOf(port), database()), options);
	}

	private PeerProcess start(String library, String program, List<String> fixed, String... options)
			throws IOException {
		List<String> command = new ArrayList<>(
				List.of(this.folder.resolve("run.sh").toString(), library, this.folder.resolve(program).toString()));
		command.addAll(fixed);
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	String file(String name) {
		return this.files.resolve(name).toString();
	}

	/** A UDP port that nobody uses now. */
	static int freePort() throws IOException {
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	static String pskHex() {
		return HexFormat.of().formatHex(TestIdentities.PSK);
	}

	// NSS has certificates in a database only.
	private String database() throws Exception {
		Path path = this.files.resolve("nssdb");
		String name = "sql:" + path;
		if (Files.isDirectory(path)) {
			return name;
		}
		Files.createDirectory(path);
		tool("certutil", "-N", "-d", name, "--empty-password");
		tool("certutil", "-A", "-d", name, "-n", "ca", "-t", "CT,C,", "-i", file("ca.pem"));
		for (String who : List.of("server", "client")) {
			run("openssl", "pkcs12", "-export", "-in", file(who + ".pem"), "-inkey", file(who + ".key"), "-name", who,
					"-out", file(who + ".p12"), "-passout", "pass:x", "-certpbe", "AES-128-CBC", "-keypbe",
					"AES-128-CBC");
			tool("pk12util", "-i", file(who + ".p12"), "-d", name, "-W", "x", "-K", "");
		}
		return name;
	}

	private void tool(String program, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(this.folder.resolve("run.sh").toString(), "nss",
				this.folder.resolve(LIBRARY_FOLDER + program).toString()));
		command.addAll(List.of(arguments));
		run(command.toArray(String[]::new));
	}

	private static void run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0)
			.as(String.join(" ", command) + "\n" + output)
			.isTrue();
	}

}
