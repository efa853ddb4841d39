package io.dtls.settings;

import java.security.cert.X509Certificate;
import java.util.List;

import io.dtls.CipherSuite;

/**
 * How a server is configured now, free of secrets.
 *
 * @param demux how datagrams find their session
 * @param mtu largest datagram sent, in bytes of UDP payload
 * @param cipherSuites those that a handshake can end in, in order of preference
 * @param certificates the server's own, one for each type of key; empty with pre-shared
 * keys only
 * @param handshakes limits of handshakes
 * @param sessions limits of sessions
 * @param dispatch how messages reach the handler
 */
public record ServerFacts(DemuxMode demux, int mtu, List<CipherSuite> cipherSuites, List<X509Certificate> certificates,
		HandshakeSettings handshakes, SessionSettings sessions, DispatchSettings dispatch) {

}
