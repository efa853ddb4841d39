package io.dtls.internal.util;

/**
 * Part of a buffer that is valid during one call only.
 *
 * @param buffer holds the bytes
 * @param offset where they begin
 * @param length how many there are
 */
public record Slice(byte[] buffer, int offset, int length) {

}
