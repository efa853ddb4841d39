package io.dtls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * The arrows between the packages, and who may touch clock, threads and sockets.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.dtls");

	@Test
	void onlyTheTransportTouchesSockets() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("..transport")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.nio.channels..")
			.because("I/O belongs to the transport")
			.check(CLASSES);
	}

	@Test
	void onlyTheEndpointStartsThreads() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("..endpoint", "..loop", "..dispatch", "..server", "..client", "..util")
			.should()
			.callConstructor(Thread.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(java.util.concurrent.Executor.class)
			.because("threads belong to the endpoint")
			.check(CLASSES);
	}

	@Test
	void recordsAndSessionsReadNoClock() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("..record..", "..session")
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.because("the time is an argument")
			.check(CLASSES);
	}

	@Test
	void onlyTheHandshakeKnowsBouncyCastle() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("..handshake..", "..crypto")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.bouncycastle..")
			.because("Bouncy Castle does the handshake and nothing else")
			.check(CLASSES);
	}

}
