package io.dtls.internal.crypto;

import java.security.KeyPair;
import java.security.Signature;

import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.settings.CurveProvider;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EllipticCurvesTests {

	@AfterEach
	void chooseAsBefore() {
		EllipticCurves.use(CurveProvider.AUTO);
	}

	@ParameterizedTest
	@ValueSource(ints = { NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1 })
	void areThoseOfTheJvm(int group) throws Exception {
		EllipticCurves.use(CurveProvider.JDK);
		assertThat(EllipticCurves.inUse()).isEqualTo("the JVM's providers");
		TlsECDomain domain = EllipticCurves.domain(new TlsECConfig(group));
		TlsAgreement one = domain.createECDH();
		TlsAgreement other = domain.createECDH();
		byte[] ofOne = one.generateEphemeral();
		one.receivePeerValue(other.generateEphemeral());
		other.receivePeerValue(ofOne);
		assertThat(one.calculateSecret().extract()).isEqualTo(other.calculateSecret().extract());
	}

	@Test
	void areThoseOfBouncyCastle() {
		EllipticCurves.use(CurveProvider.BOUNCY_CASTLE);
		assertThat(EllipticCurves.domain(new TlsECConfig(NamedGroup.secp256r1))).isNull();
		assertThat(CryptoFacts.get().providers().get("elliptic curves")).startsWith("Bouncy Castle");
	}

	@Test
	void signWhoeverComputes() throws Exception {
		KeyPair keys = TestCertificates.keyPair(TestCertificates.P256);
		for (CurveProvider provider : new CurveProvider[] { CurveProvider.AUTO, CurveProvider.JDK }) {
			EllipticCurves.use(provider);
			Signature signature = EllipticCurves.signature("SHA256withECDSA", keys.getPrivate());
			signature.update(new byte[1]);
			byte[] signed = signature.sign();
			Signature verifier = Signature.getInstance("SHA256withECDSA");
			verifier.initVerify(keys.getPublic());
			verifier.update(new byte[1]);
			assertThat(verifier.verify(signed)).isTrue();
		}
	}

	@Test
	void areRefusedWhereTheyAreNotThere() {
		assertThatIllegalArgumentException().isThrownBy(() -> EllipticCurves.use(CurveProvider.CORRETTO))
			.withMessageContaining("not on the class path");
	}

}
