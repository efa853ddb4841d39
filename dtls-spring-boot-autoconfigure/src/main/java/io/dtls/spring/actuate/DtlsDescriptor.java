package io.dtls.spring.actuate;

import java.util.List;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Servers, and a page of what goes on in them.
 *
 * @param servers by bean name
 * @param sessions one page of those that match, oldest first
 * @param page number of the page, from 0
 * @param size sessions a page
 * @param total sessions that match
 * @param handshakes those that run, longest first
 * @param failures handshakes that failed, newest first
 */
public record DtlsDescriptor(Map<String, ServerDescriptor> servers, List<SessionDescriptor> sessions, int page,
		int size, int total, List<HandshakeDescriptor> handshakes,
		List<FailureDescriptor> failures) implements OperationResponseBody {

}
