package io.dtls.internal.handshake.dtls13.message;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages there and back, and bytes that are no messages.
 */
class ParserTests {

	private static final byte[] HELLO = new ClientHello(new byte[32], new byte[0], new byte[0], List.of(0x1301, 0x1302),
			new Extensions().with(ExtensionType.SUPPORTED_VERSIONS, new byte[] { 2, (byte) 0xfe, (byte) 0xfc })
				.with(ExtensionType.SUPPORTED_GROUPS, new byte[] { 0, 2, 0, 0x1d })
				.with(ExtensionType.SERVER_NAME, new byte[] { 0, 4, 0, 0, 1, 'a' })
				.with(ExtensionType.APPLICATION_PROTOCOLS, new byte[] { 0, 2, 1, 'x' })
				.with(ExtensionType.COOKIE, new byte[] { 0, 1, 7 })
				.with(ExtensionType.PSK_KEY_EXCHANGE_MODES, new byte[] { 1, 1 })
				.with(ExtensionType.KEY_SHARE, KeyShareEntry.encodeAll(List.of(new KeyShareEntry(0x1d, new byte[32]))))
				.with(ExtensionType.PRE_SHARED_KEY,
						new PskOffer(List.of(new PskOffer.Identity(new byte[4], 5)), List.of(new byte[32])).encode()))
		.encode();

	private static final byte[] CERTIFICATE = new CertificateMessage(new byte[0],
			List.of(new CertificateMessage.Entry(new byte[9], new byte[3])))
		.encode();

	private static final byte[] REQUEST = new CertificateRequestMessage(new byte[0], List.of(0x0403),
			List.of(new byte[5]))
		.encode();

	private static final byte[] TICKET = new NewSessionTicket(7, 0xfffffffeL, new byte[1], new byte[16]).encode();

	@Test
	void helloIsReadAsWritten() throws Refused {
		ClientHello hello = ClientHello.parse(HELLO);
		assertThat(hello.encode()).isEqualTo(HELLO);
		assertThat(hello.offersDtls13()).isTrue();
		assertThat(hello.groups()).containsExactly(0x1d);
		assertThat(hello.serverName()).isEqualTo("a");
		assertThat(hello.applicationProtocols()).containsExactly("x");
		assertThat(hello.cookie()).containsExactly(7);
		assertThat(hello.takesPskWithKeyExchange()).isTrue();
		assertThat(hello.keyShares()).hasSize(1);
		assertThat(hello.preSharedKeys().identities().get(0).obfuscatedAge()).isEqualTo(5);
	}

	@Test
	void othersAreReadAsWritten() throws Refused {
		assertThat(CertificateMessage.parse(CERTIFICATE).encode()).isEqualTo(CERTIFICATE);
		assertThat(CertificateRequestMessage.parse(REQUEST).encode()).isEqualTo(REQUEST);
		assertThat(NewSessionTicket.parse(TICKET).encode()).isEqualTo(TICKET);
		assertThat(NewSessionTicket.parse(TICKET).ageAdd()).isEqualTo(0xfffffffeL);
	}

	@Test
	void extensionsDoNotComeTwice() {
		byte[] twice = { 0, 8, 0, 61, 0, 0, 0, 61, 0, 0 };
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> Extensions.read(new WireReader(twice)))
			.satisfies((refusal) -> assertThat(refusal.alert()).isEqualTo(Alert.ILLEGAL_PARAMETER));
	}

	@Test
	void preSharedKeyComesLast() {
		byte[] hello = new ClientHello(new byte[32], new byte[0], new byte[0], List.of(0x1301),
				new Extensions().with(ExtensionType.PRE_SHARED_KEY, new byte[0])
					.with(ExtensionType.PADDING, new byte[1]))
			.encode();
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> ClientHello.parse(hello));
	}

	@Test
	void everyShorterMessageIsRefused() {
		for (byte[] whole : List.of(CERTIFICATE, REQUEST, TICKET)) {
			for (int size = 0; size < whole.length; size++) {
				byte[] shorter = Arrays.copyOf(whole, size);
				assertThat(parses(shorter, whole)).as(size + " of " + whole.length).isFalse();
			}
			assertThat(parses(Arrays.copyOf(whole, whole.length + 1), whole)).isFalse();
		}
	}

	private static boolean parses(byte[] bytes, byte[] kind) {
		try {
			if (kind == CERTIFICATE) {
				CertificateMessage.parse(bytes);
			}
			else if (kind == REQUEST) {
				CertificateRequestMessage.parse(bytes);
			}
			else {
				NewSessionTicket.parse(bytes);
			}
			return true;
		}
		catch (Refused ex) {
			return false;
		}
	}

	@Test
	void junkIsRefusedAndNothingElse() {
		Random random = new Random(11);
		for (int i = 0; i < 40_000; i++) {
			byte[] junk = HELLO.clone();
			for (int n = 1 + random.nextInt(3); n > 0; n--) {
				junk[random.nextInt(junk.length)] = (byte) random.nextInt();
			}
			readAll(Arrays.copyOf(junk, junk.length - random.nextInt(3)));
		}
	}

	private static void readAll(byte[] junk) {
		try {
			ClientHello hello = ClientHello.parse(junk);
			hello.offersDtls13();
			hello.groups();
			hello.signatureSchemes();
			hello.keyShares();
			hello.cookie();
			hello.preSharedKeys();
			hello.serverName();
			hello.applicationProtocols();
			hello.serverCertificateTypes();
			SharedExtensions.connectionId(hello.extensions());
			SharedExtensions.recordSizeLimit(hello.extensions());
			ServerHello.parse(junk);
		}
		catch (Refused ex) {
			assertThat(ex.alert()).isPositive();
		}
	}

}
