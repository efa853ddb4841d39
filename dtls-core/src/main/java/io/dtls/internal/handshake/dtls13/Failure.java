package io.dtls.internal.handshake.dtls13;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;

/**
 * Why a handshake, or the session after it, ended.
 *
 * @param reason for machines
 * @param detail for people, free of secrets and identities
 * @param alert sent or received, or null
 */
public record Failure(HandshakeFailureReason reason, String detail, @Nullable Integer alert) {

}
