package io.dtls.spring.annotation;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;

/**
 * Takes what a {@link DtlsListener} method throws.
 */
@FunctionalInterface
public interface DtlsListenerErrorHandler {

	/**
	 * Handles an exception.
	 * @param message what the method was called with
	 * @param failure what it threw, or what its arguments could not be made for
	 * @return a reply to the peer, or null for none
	 * @throws Exception to have it go to the error channel
	 */
	@Nullable Object handleError(Message<?> message, Exception failure) throws Exception;

}
