package io.dtls.spring.integration.dsl;

import java.time.Duration;
import java.util.function.Function;

import org.springframework.expression.Expression;
import org.springframework.integration.dsl.MessageHandlerSpec;
import org.springframework.messaging.Message;

import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsOutboundGateway;

/**
 * A {@link DtlsOutboundGateway} with a client of its own.
 */
public class DtlsOutboundGatewaySpec extends MessageHandlerSpec<DtlsOutboundGatewaySpec, DtlsOutboundGateway> {

	protected DtlsOutboundGatewaySpec(DtlsClientBuilder client, Expression destination) {
		this.target = new DtlsOutboundGateway(client, destination);
	}

	/**
	 * Sets what makes datagrams of messages and the other way round.
	 * @param mapper one that adds headers, say
	 * @return this
	 */
	public DtlsOutboundGatewaySpec mapper(DtlsMessageMapper mapper) {
		this.target.setMapper(mapper);
		return this;
	}

	/**
	 * Sets how long a reply is awaited.
	 * @param replyTimeout if not set, 10 seconds
	 * @return this
	 */
	public DtlsOutboundGatewaySpec replyTimeout(Duration replyTimeout) {
		this.target.setReplyTimeout(replyTimeout);
		return this;
	}

	/**
	 * Sets how replies find their requests: where both functions tell the same.
	 * @param ofRequest tells a request's key
	 * @param ofReply tells a reply's key
	 * @return this
	 */
	public DtlsOutboundGatewaySpec correlation(Function<Message<?>, Object> ofRequest,
			Function<Message<?>, Object> ofReply) {
		this.target.setCorrelation(ofRequest, ofReply);
		return this;
	}

	/**
	 * Sets how many sessions there may be at a time.
	 * @param maxSessions if not set, 1000
	 * @return this
	 */
	public DtlsOutboundGatewaySpec maxSessions(int maxSessions) {
		this.target.setMaxSessions(maxSessions);
		return this;
	}

	/**
	 * Sets where messages go that no request waits for.
	 * @param channel name of a channel; if not set, they are dropped
	 * @return this
	 */
	public DtlsOutboundGatewaySpec unsolicitedMessageChannel(String channel) {
		this.target.setUnsolicitedMessageChannelName(channel);
		return this;
	}

}
