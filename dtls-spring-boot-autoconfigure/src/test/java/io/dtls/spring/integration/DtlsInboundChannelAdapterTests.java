package io.dtls.spring.integration;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.support.json.EmbeddedHeadersJsonMessageMapper;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.SerializationUtils;

import io.dtls.PeerIdentity;
import io.dtls.PskPrincipal;
import io.dtls.spring.SelfSignedCertificate;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;

class DtlsInboundChannelAdapterTests {

	private final QueueChannel channel = new QueueChannel();

	private final DtlsInboundChannelAdapter adapter = new DtlsInboundChannelAdapter("dtlsServer");

	@BeforeEach
	void start() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		this.adapter.setBeanFactory(context);
		this.adapter.setOutputChannel(this.channel);
		this.adapter.setReplyChannelName("replies");
		this.adapter.afterPropertiesSet();
		this.adapter.start();
	}

	private Message<?> receive(PeerIdentity peer) {
		this.adapter.handle(new StubSession(peer), "hello".getBytes(StandardCharsets.UTF_8));
		Message<?> message = this.channel.receive(0);
		assertThat(message).isNotNull();
		return message;
	}

	@Test
	void sendsThePayloadAsItIs() {
		assertThat(receive(PeerIdentity.ANONYMOUS).getPayload()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void saysWhichSessionTheMessageCameIn() {
		assertThat(receive(PeerIdentity.ANONYMOUS).getHeaders()).containsEntry("dtls_sessionId", "0123456789abcdef")
			.containsEntry("dtls_protocol", "DTLSv1.2")
			.containsEntry("dtls_cipherSuite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
			.containsEntry("dtls_endpoint", "dtlsServer");
	}

	@Test
	void saysWhereTheMessageCameFromInTheHeadersOfUdp() {
		StubSession session = new StubSession(PeerIdentity.ANONYMOUS);
		assertThat(receive(PeerIdentity.ANONYMOUS).getHeaders()).containsEntry(IpHeaders.IP_ADDRESS, "192.0.2.7")
			.containsEntry(IpHeaders.HOSTNAME, "192.0.2.7")
			.containsEntry(IpHeaders.PORT, 4711)
			.containsEntry(IpHeaders.PACKET_ADDRESS, session.remoteAddress());
	}

	@Test
	void saysWhereAnswersGo() {
		assertThat(receive(PeerIdentity.ANONYMOUS).getHeaders()).containsEntry(MessageHeaders.REPLY_CHANNEL, "replies");
	}

	@Test
	void leavesOutTheIdentityOfAnAnonymousPeer() {
		assertThat(receive(PeerIdentity.ANONYMOUS).getHeaders()).doesNotContainKeys("dtls_peerPrincipal",
				"dtls_pskIdentity", "dtls_peerCertificates");
	}

	@Test
	void saysWhichPskIdentityThePeerUsed() {
		MessageHeaders headers = receive(PeerIdentity.ofPsk("sensor-1")).getHeaders();
		assertThat(headers).containsEntry("dtls_pskIdentity", "sensor-1").doesNotContainKey("dtls_peerCertificates");
		assertThat(headers.get("dtls_peerPrincipal", Principal.class).getName()).isEqualTo("sensor-1");
	}

	@Test
	void saysWhichCertificateThePeerUsed() {
		X509Certificate certificate = SelfSignedCertificate.create().certificate();
		MessageHeaders headers = receive(new PeerIdentity(List.of(certificate), null, null)).getHeaders();
		assertThat(headers).containsEntry("dtls_peerCertificates", List.of(certificate))
			.doesNotContainKey("dtls_pskIdentity");
		assertThat(headers.get("dtls_peerPrincipal", Principal.class).getName()).isEqualTo("CN=localhost");
	}

	@Test
	void aMessageSaysNothingOfThePeerNorWhereItGoes() {
		DtlsMessageMapper mapper = new DtlsMessageMapper();
		EmbeddedHeadersJsonMessageMapper json = new EmbeddedHeadersJsonMessageMapper("*");
		mapper.setBytesMessageMapper(json);
		Map<String, Object> claims = Map.of("dtls_pskIdentity", "admin", "dtls_peerPrincipal", "admin", "ip_address",
				"10.0.0.1", "ip_other", "x", "errorChannel", "mine", "replyChannel", "mine", "routingSlip", "mine",
				"json__TypeId__", "java.lang.Object", "contentType", "text/plain", "trace", "1");
		byte[] forged = json.fromMessage(new GenericMessage<>("hello".getBytes(StandardCharsets.UTF_8), claims));
		MessageHeaders headers = mapper.toMessage(new StubSession(PeerIdentity.ANONYMOUS), forged, "dtlsServer")
			.getHeaders();
		assertThat(headers)
			.doesNotContainKeys("dtls_pskIdentity", "dtls_peerPrincipal", "ip_other", "errorChannel", "replyChannel",
					"routingSlip", "json__TypeId__")
			.containsEntry("ip_address", "192.0.2.7")
			.containsEntry("contentType", "text/plain")
			.containsEntry("trace", "1");
	}

	@Test
	void whatTheSessionProvedIsWrittenLast() {
		DtlsMessageMapper mapper = new DtlsMessageMapper();
		mapper.setCustomHeaders((session) -> Map.of("dtls_pskIdentity", "admin", "tenant", "acme"));
		assertThat(mapper
			.toMessage(new StubSession(PeerIdentity.ofPsk("sensor-1")), new byte[0], "dtlsServer",
					Map.of("dtls_sessionId", "other"))
			.getHeaders()).containsEntry("dtls_pskIdentity", "sensor-1")
			.containsEntry("dtls_sessionId", "0123456789abcdef")
			.containsEntry("tenant", "acme");
	}

	@Test
	void thePeerOfAMessageSurvivesSerialization() {
		Object copy = SerializationUtils.clone((Serializable) receive(PeerIdentity.ofPsk("sensor-1")));
		MessageHeaders headers = ((Message<?>) copy).getHeaders();
		assertThat(headers).containsEntry("dtls_peerPrincipal", new PskPrincipal("sensor-1"))
			.containsEntry("dtls_sessionId", "0123456789abcdef")
			.doesNotContainKey("dtls_session");
	}

	@Test
	void sendsNothingWhileStopped() {
		this.adapter.stop();
		this.adapter.handle(new StubSession(PeerIdentity.ANONYMOUS), new byte[1]);
		assertThat(this.channel.getQueueSize()).isZero();
	}

}
