package io.dtls.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

import io.dtls.autoconfigure.client.DtlsConnectionDetails;

/**
 * There is a client if something tells which server to connect to.
 */
class OnDtlsClient extends AnyNestedCondition {

	OnDtlsClient() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@Conditional(OnHost.class)
	static class ByProperty {

	}

	@ConditionalOnBean(DtlsConnectionDetails.class)
	static class ByBean {

	}

	/** {@code dtls.client.host} is set to anything but nothing. */
	static class OnHost extends SpringBootCondition {

		private static final String PROPERTY = "dtls.client.host";

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("DTLS client");
			if (StringUtils.hasText(context.getEnvironment().getProperty(PROPERTY))) {
				return ConditionOutcome.match(message.foundExactly(PROPERTY));
			}
			return ConditionOutcome.noMatch(message.didNotFind("property").items(PROPERTY));
		}

	}

}
