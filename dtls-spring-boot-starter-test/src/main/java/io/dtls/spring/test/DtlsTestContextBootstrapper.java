package io.dtls.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Reads {@link DtlsTest}.
 */
final class DtlsTestContextBootstrapper extends TestSliceTestContextBootstrapper<DtlsTest> {

}
