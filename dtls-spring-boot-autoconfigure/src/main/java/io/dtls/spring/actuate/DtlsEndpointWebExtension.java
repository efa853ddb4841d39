package io.dtls.spring.actuate;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code dtls} over HTTP: knows who asks, and answers 404 for a session that
 * is not there.
 */
@EndpointWebExtension(endpoint = DtlsEndpoint.class)
public class DtlsEndpointWebExtension {

	private final DtlsEndpoint endpoint;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param endpoint does the work
	 * @param showValues when values that identify peers are shown
	 * @param roles who is authorized; everyone who is authenticated if empty
	 */
	public DtlsEndpointWebExtension(DtlsEndpoint endpoint, Show showValues, Set<String> roles) {
		this.endpoint = endpoint;
		this.showValues = showValues;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * Lists sessions, as {@link DtlsEndpoint#list} does.
	 * @param who asks
	 * @param server bean name of a server, or null for all
	 * @param peer what the peer's name or its {@code address:port} begins with; only
	 * where values are shown
	 * @param resumed whether an earlier session was resumed
	 * @param minIdle how long they have been silent at least
	 * @param page number of the page, from 0
	 * @param size sessions a page, 1 to 1000; 100 if null
	 * @return the servers and what goes on in them
	 */
	@ReadOperation
	@SuppressWarnings("checkstyle:ParameterNumber")
	public DtlsDescriptor list(SecurityContext who, @Nullable String server, @Nullable String peer,
			@Nullable Boolean resumed, @Nullable Duration minIdle, @Nullable Integer page, @Nullable Integer size) {
		return this.endpoint.list(new SessionFilter(server, peer, resumed, minIdle), page, size, peerValues(who));
	}

	/**
	 * Tells of one session.
	 * @param who asks, which decides what is masked
	 * @param id of the session
	 * @return the session, or status 404 if it is not open
	 */
	@ReadOperation
	public WebEndpointResponse<SessionDescriptor> session(SecurityContext who, @Selector String id) {
		SessionDescriptor session = this.endpoint.session(id, peerValues(who));
		return (session != null) ? new WebEndpointResponse<>(session)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Ends a session with close_notify.
	 * @param id of the session
	 * @return status 204, or 404 if it was not open
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> close(@Selector String id) {
		return new WebEndpointResponse<>(this.endpoint.close(id).closed() ? WebEndpointResponse.STATUS_NO_CONTENT
				: WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private PeerValues peerValues(SecurityContext who) {
		return PeerValues.shownIf(this.showValues.isShown(who, this.roles));
	}

}
