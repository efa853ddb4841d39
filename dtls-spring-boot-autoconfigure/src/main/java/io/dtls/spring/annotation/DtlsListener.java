package io.dtls.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method that takes the messages of a server's peers, in order for each peer.
 * What it returns goes back to the peer, or to the channel that {@code @SendTo} names: a
 * value, a collection for several messages, or a {@code CompletableFuture} or
 * {@code Mono} of either; {@code null} sends nothing.
 *
 * <p>
 * The first parameter is the payload as {@code byte[]}, as {@code String}, or as what
 * Spring Integration's message converters make of it, validated where it is
 * {@code @Valid}; or the {@code Message} with its headers. Parameters annotated with
 * {@code @Header} or {@code @Headers} may follow, and those of the types
 * {@code DtlsSession}, {@code Principal}, {@code X509Certificate} (the peer's own) and
 * {@code SocketAddress}; they are null where the peer has none.
 *
 * <p>
 * It runs on the thread that the server handles messages on. An exception goes to a
 * {@code @MessageExceptionHandler} method of the bean, else to {@link #errorHandler()},
 * else to the error channel, and affects no other listener. All attributes may have
 * placeholders and SpEL, as in <code>"${telemetry.server}"</code>.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(DtlsListeners.class)
public @interface DtlsListener {

	/**
	 * Bean name of the endpoint, with which it can be started and stopped; made of the
	 * names of bean and method if not set.
	 */
	String id() default "";

	/**
	 * Names of the servers to listen to; not needed where there is one. The server under
	 * {@code dtls.server} is called {@code dtlsServer}. The messages that the client of
	 * {@code dtls.client} gets are those of {@code dtlsClient}.
	 */
	String[] server() default {};

	/** Whether to start with the application; {@code true} if not set. */
	String autoStartup() default "";

	/**
	 * Messages that the method may handle at a time, over all peers; no limit if not set.
	 */
	String concurrency() default "";

	/** Bean name of a {@link DtlsListenerErrorHandler}. */
	String errorHandler() default "";

	/**
	 * Content type of messages that say none, such as {@code application/json}; values
	 * that are returned are converted to it as well.
	 */
	String contentType() default "";

	/** Bean name of a {@code MessageSelector} that says which messages to take. */
	String filter() default "";

	/**
	 * Which messages to take: a SpEL expression over the message, such as
	 * {@code "headers['dtls_pskIdentity'] != null"}.
	 */
	String condition() default "";

}
