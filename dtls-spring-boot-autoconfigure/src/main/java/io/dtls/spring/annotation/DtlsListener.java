package io.dtls.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Has a method called with each message that a peer of the DTLS server sends. What the
 * method returns, if anything, goes back to that peer: a {@code byte[]} as it is, a
 * {@code String} as UTF-8, or a {@code Message} with one of these.
 * <p>
 * The method takes the payload as {@code byte[]}, as {@code String}, or as whatever
 * Spring Integration's message converters make of it; or the {@code Message} with its
 * headers; parameters annotated with {@code @Header} may follow. It runs on the thread
 * that the server handles messages on. An exception goes to the error channel and affects
 * no other listener.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface DtlsListener {

}
