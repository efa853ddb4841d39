package io.dtls.spring.integration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.context.Lifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.integration.channel.AbstractSubscribableChannel;
import org.springframework.integration.channel.MessagePublishingErrorHandler;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.integration.support.channel.ChannelResolverUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.util.ErrorHandler;

import io.dtls.DtlsException;
import io.dtls.spring.RareErrors;

/**
 * Sends what listeners throw to the error channel, if somebody listens there. The default
 * there is to log each error; as peers decide how many there are, each kind is logged
 * once a minute instead. That a peer has left is no error.
 */
public final class FailedMessages implements ErrorHandler, BeanFactoryAware {

	private static final Logger logger = LoggerFactory.getLogger(FailedMessages.class);

	private final RareErrors errors = new RareErrors(logger);

	private final MessagePublishingErrorHandler publisher = new MessagePublishingErrorHandler();

	private @Nullable BeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.publisher.setBeanFactory(beanFactory);
		this.publisher.setChannelResolver(ChannelResolverUtils.getChannelResolver(beanFactory));
	}

	@Override
	public void handleError(Throwable failure) {
		Message<?> message = (failure instanceof MessagingException ex) ? ex.getFailedMessage() : null;
		if (!settles(failure, message)) {
			this.publisher.handleError(failure);
		}
	}

	/**
	 * Logs a failure that nobody else would do more with.
	 * @param failure what was thrown
	 * @param message what was being handled, if that is known
	 * @return whether that was all; if not, it is for the error channel
	 */
	public boolean settles(Throwable failure, @Nullable Message<?> message) {
		Object subject = (message != null) ? message.getHeaders().get(DtlsHeaders.SESSION) : null;
		if (DtlsException.isByPeer(failure)) {
			logger.debug("{} was not answered: {}", subject, failure.toString());
			return true;
		}
		boolean hasChannel = message != null && message.getHeaders().getErrorChannel() != null;
		if (hasChannel || !isOnlyLogged()) {
			return false;
		}
		this.errors.log("A message of {} could not be handled", String.valueOf(subject),
				NestedExceptionUtils.getMostSpecificCause(failure).getClass(), failure);
		return true;
	}

	private boolean isOnlyLogged() {
		BeanFactory beans = this.beanFactory;
		if (beans == null || !beans.containsBean(IntegrationContextUtils.ERROR_CHANNEL_BEAN_NAME)
				|| !beans.containsBean(IntegrationContextUtils.ERROR_LOGGER_BEAN_NAME)) {
			return false;
		}
		boolean logs = beans.getBean(IntegrationContextUtils.ERROR_LOGGER_BEAN_NAME) instanceof Lifecycle logger
				&& logger.isRunning();
		return logs
				&& beans.getBean(
						IntegrationContextUtils.ERROR_CHANNEL_BEAN_NAME) instanceof AbstractSubscribableChannel channel
				&& channel.getSubscriberCount() == 1;
	}

}
