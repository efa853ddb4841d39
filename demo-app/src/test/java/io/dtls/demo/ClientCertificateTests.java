package io.dtls.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.dtls.spring.test.LocalDtlsPort;
import io.dtls.testing.PeerProcess;
import io.dtls.testing.PemFiles;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

/**
 * The demonstration with certificates of one's own, and clients that need one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "dtls.server.port=0", "dtls.server.client-auth=need", "dtls.ssl.self-signed=false" })
@DirtiesContext
class ClientCertificateTests {

	@TempDir
	private static Path files;

	@LocalDtlsPort
	private int port;

	@BeforeAll
	static void requireOpenssl() {
		PeerProcess.require("openssl");
	}

	@DynamicPropertySource
	static void certificates(DynamicPropertyRegistry properties) throws IOException {
		Identity authority = TestCertificates.authority("authority");
		PemFiles.write(files, "authority", authority);
		PemFiles.write(files, "server", TestCertificates.leaf(authority, "server", TestCertificates.P256));
		PemFiles.write(files, "client", TestCertificates.leaf(authority, "client", TestCertificates.P256));
		PemFiles.write(files, "stranger", TestCertificates.leaf(TestCertificates.authority("other authority"),
				"stranger", TestCertificates.P256));
		properties.add("dtls.ssl.pem.keystore.certificate", () -> "file:" + files.resolve("server.pem"));
		properties.add("dtls.ssl.pem.keystore.private-key", () -> "file:" + files.resolve("server.key"));
		properties.add("dtls.ssl.pem.truststore.certificate", () -> "file:" + files.resolve("authority.pem"));
	}

	private PeerProcess connect(String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-dtls1_2", "-connect", "127.0.0.1:" + this.port, "-CAfile",
						files.resolve("authority.pem").toString(), "-verify_return_error"));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private String[] showing(String name) {
		return new String[] { "-cert", files.resolve(name + ".pem").toString(), "-key",
				files.resolve(name + ".key").toString() };
	}

	@Test
	void echoesToAClientWithACertificate() throws Exception {
		try (PeerProcess client = connect(showing("client"))) {
			client.expect("Verify return code: 0 (ok)").sendLine("hello").expect("hello\n");
		}
	}

	@Test
	void refusesAClientWithoutACertificate() throws Exception {
		try (PeerProcess client = connect()) {
			client.expect("alert handshake failure");
		}
	}

	@Test
	void refusesAClientOfAnotherAuthority() throws Exception {
		try (PeerProcess client = connect(showing("stranger"))) {
			client.expect("alert unknown ca");
		}
	}

}
