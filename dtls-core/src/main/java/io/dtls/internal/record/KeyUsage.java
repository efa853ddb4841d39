package io.dtls.internal.record;

/**
 * How often keys have been used, for {@link KeyUsageLimits}.
 *
 * @param sealed records protected
 * @param failures records that did not authenticate
 */
public record KeyUsage(long sealed, long failures) {

}
