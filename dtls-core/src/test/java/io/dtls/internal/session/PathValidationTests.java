package io.dtls.internal.session;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.AddressUnprovenException;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What goes to an address that a session's peer seems to have moved to, and when it is
 * believed (RFC 9853), in virtual time.
 */
class PathValidationTests extends RoamingFixture {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anUnprovenAddressGetsThreeTimesWhatCameFromItAtMost(boolean asked) throws Exception {
		this.session = session(asked);
		byte[] first = data(50);
		arrives(first, VICTIM);
		flood(20);
		assertThat(sentTo(VICTIM)).isBetween(2 * first.length, 3 * first.length);
		byte[] second = data(300);
		arrives(second, VICTIM);
		flood(1);
		flood(200);
		assertThat(sentTo(VICTIM)).isLessThanOrEqualTo(3 * (first.length + second.length));
		assertThat(this.host.dropped).containsOnly(DropReason.ADDRESS_UNPROVEN);
		assertThat(this.session.isOpen()).isTrue();
	}

	@Test
	void whatIsSentWhileThePeerMovesIsNotLost() throws Exception {
		this.session = session(false);
		arrives(data(100), ABROAD);
		arrives(data(100), ABROAD);
		sendOne();
		this.host.aroundMoves = this::sendOne;
		arrives(data(100), VICTIM);
		assertThat(this.host.dropped).isEmpty();
		assertThat(sentTo(ABROAD)).isPositive().isEqualTo(sentTo(VICTIM));
	}

	@Test
	void whoeverSendsTooMuchIsTold() throws Exception {
		arrives(data(10), ABROAD);
		assertThatExceptionOfType(AddressUnprovenException.class).isThrownBy(() -> this.session.send(new byte[1000]))
			.withMessageContaining("192.0.2.2");
		assertThat(this.host.dropped).containsExactly(DropReason.ADDRESS_UNPROVEN);
		assertThat(this.session.traffic().messagesSent()).isZero();
	}

	@Test
	void aGoodbyeToAnUnprovenAddressCountsToo() throws Exception {
		arrives(data(10), VICTIM);
		flood(1);
		int before = sentTo(VICTIM);
		this.session.end(CloseReason.LOCALLY_CLOSED);
		assertThat(sentTo(VICTIM)).isEqualTo(before);
	}

	@Test
	void anAddressThatAnswersIsProven() throws Exception {
		arrives(data(10), ABROAD);
		assertThat(arrives(answer(PathMessage.RESPONSE, nextCheck(ABROAD)), ABROAD)).isNull();
		assertThat(isProven(ABROAD)).isTrue();
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
		pass(60_000);
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
	}

	@Test
	void aLostChallengeIsFollowedByOthersWithOtherCookiesAndEachMayBeAnswered() throws Exception {
		arrives(data(200), ABROAD);
		byte[] first = nextCheck(ABROAD);
		pass(900);
		assertThat(this.host.sent).isEmpty();
		pass(200);
		byte[] second = nextCheck(ABROAD);
		pass(2100);
		byte[] third = nextCheck(ABROAD);
		assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
		arrives(answer(PathMessage.RESPONSE, second), ABROAD);
		assertThat(isProven(ABROAD)).isTrue();
	}

	@Test
	void anAddressThatDoesNotAnswerIsLeft() throws Exception {
		arrives(data(200), VICTIM);
		byte[] challenge = nextCheck(VICTIM);
		for (int second = 0; second < 8; second++) {
			pass(1000);
		}
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		assertThat(sentTo(VICTIM)).isLessThan(200);
		assertThat(isProven(HOME)).isTrue();
		assertThat(arrives(answer(PathMessage.RESPONSE, challenge), HOME)).isEqualTo(DropReason.UNEXPECTED);
	}

	@Test
	void aWrongCookieProvesNothing() throws Exception {
		arrives(data(10), ABROAD);
		byte[] wrong = nextCheck(ABROAD);
		wrong[8] ^= 1;
		assertThat(arrives(answer(PathMessage.RESPONSE, wrong), ABROAD)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(isProven(ABROAD)).isFalse();
	}

	@Test
	void theAnswerOfAnotherAddressProvesNothing() throws Exception {
		arrives(data(10), VICTIM);
		byte[] answer = answer(PathMessage.RESPONSE, nextCheck(VICTIM));
		assertThat(arrives(answer, ABROAD)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(isProven(ABROAD)).isFalse();
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
	}

	@Test
	void aSecondAnswerIsDropped() throws Exception {
		arrives(data(10), ABROAD);
		byte[] challenge = nextCheck(ABROAD);
		byte[] answer = answer(PathMessage.RESPONSE, challenge);
		assertThat(arrives(answer, ABROAD)).isNull();
		assertThat(arrives(answer, ABROAD)).isEqualTo(DropReason.REPLAY);
		assertThat(arrives(answer(PathMessage.RESPONSE, challenge), ABROAD)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
	}

	@Test
	void aDropOnTheNewPathMeansNothing() throws Exception {
		arrives(data(10), ABROAD);
		assertThat(arrives(answer(PathMessage.DROP, nextCheck(ABROAD)), ABROAD)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(isProven(ABROAD)).isFalse();
	}

	@Test
	void whereThePeerWasIsBelievedAtOnceAndWhateverIsSpoofedAgainIsBoundedAgain() throws Exception {
		int brought = 0;
		for (int round = 0; round < 5; round++) {
			byte[] spoofed = data(30);
			brought += spoofed.length;
			arrives(spoofed, VICTIM);
			flood(10);
			arrives(data(10), HOME);
			assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		}
		assertThat(sentTo(VICTIM)).isLessThanOrEqualTo(3 * brought);
		assertThat(isProven(HOME)).isTrue();
	}

	@Test
	void aPeerThatCannotBeAskedNeverProvesAnAddress() throws Exception {
		this.session = session(false);
		int brought = 0;
		for (int i = 0; i < 50; i++) {
			byte[] record = data(1);
			brought += record.length;
			arrives(record, VICTIM);
			pass(1_000);
		}
		flood(100);
		assertThat(sentTo(VICTIM)).isLessThanOrEqualTo(3 * brought);
		assertThat(this.session.provenAddress()).isEqualTo(HOME);
		assertThat(isProven(VICTIM)).isFalse();
		assertThat(this.host.proven).isEmpty();
	}

	@Test
	void whoCannotBeAskedGoesBackWhereItWasProvenToBe() throws Exception {
		this.session = session(false);
		arrives(data(10), ABROAD);
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
		assertThat(this.session.provenAddress()).isEqualTo(HOME);
		arrives(data(10), HOME);
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		assertThat(isProven(HOME)).isTrue();
	}

	@Test
	void onlyAnAnswerMovesTheProvenAddress() throws Exception {
		arrives(data(10), ABROAD);
		assertThat(this.session.provenAddress()).isEqualTo(HOME);
		arrives(answer(PathMessage.RESPONSE, nextCheck(ABROAD)), ABROAD);
		assertThat(this.session.provenAddress()).isEqualTo(ABROAD);
		assertThat(this.host.proven).containsExactly(ABROAD);
	}

	@Test
	void aPeerThatStillAnswersAtItsOldAddressStaysThere() throws Exception {
		arrives(data(10), VICTIM, false);
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		assertThat(arrives(answer(PathMessage.RESPONSE, nextCheck(HOME)), HOME, false)).isNull();
		pass(60_000);
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		assertThat(sentTo(VICTIM)).isZero();
		assertThat(isProven(HOME)).isTrue();
	}

	@Test
	void aPeerThatHasLeftItsOldAddressIsAskedAtTheNewOne() throws Exception {
		arrives(data(10), ABROAD, false);
		assertThat(arrives(answer(PathMessage.DROP, nextCheck(HOME)), HOME, false)).isNull();
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		assertThat(arrives(answer(PathMessage.RESPONSE, nextCheck(ABROAD)), ABROAD, false)).isNull();
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
		assertThat(isProven(ABROAD)).isTrue();
	}

	@Test
	void silenceAtTheOldAddressForASecondHasTheNewOneAsked() throws Exception {
		arrives(data(10), ABROAD, false);
		byte[] first = nextCheck(HOME);
		pass(400);
		assertThat(nextCheck(HOME)).isNotEqualTo(first);
		pass(700);
		byte[] challenge = nextCheck(ABROAD);
		arrives(data(10), ABROAD, false);
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
		assertThat(arrives(answer(PathMessage.RESPONSE, first), ABROAD, false)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(arrives(answer(PathMessage.RESPONSE, challenge), ABROAD, false)).isNull();
		assertThat(this.session.remoteAddress()).isEqualTo(ABROAD);
	}

	@Test
	void aPeerThatGoesOnFromItsOldAddressWhileTheNewOneIsAskedStaysThere() throws Exception {
		arrives(data(100), VICTIM, false);
		nextCheck(HOME);
		pass(400);
		nextCheck(HOME);
		pass(700);
		byte[] relayed = nextCheck(VICTIM);
		arrives(data(10), HOME, false);
		assertThat(arrives(answer(PathMessage.RESPONSE, relayed), VICTIM, false)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(this.session.remoteAddress()).isEqualTo(HOME);
	}

	@Test
	void aChallengeIsAnsweredOnceWhereItCameFrom() throws Exception {
		byte[] challenge = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
		assertThat(arrives(record(RecordFormat.RETURN_ROUTABILITY_CHECK, challenge), HOME)).isNull();
		assertThat(nextCheck(HOME)).containsExactly(1, 1, 2, 3, 4, 5, 6, 7, 8);
		assertThat(this.host.sent).isEmpty();
		byte[] overtaken = record(RecordFormat.RETURN_ROUTABILITY_CHECK, challenge);
		arrives(data(1), HOME);
		assertThat(arrives(overtaken, ABROAD)).isNull();
		assertThat(nextCheck(ABROAD)).containsExactly(1, 1, 2, 3, 4, 5, 6, 7, 8);
	}

	@Test
	void noMoreThanAFewChallengesASecondAreAnswered() throws Exception {
		List<DropReason> dropped = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			dropped.add(arrives(record(RecordFormat.RETURN_ROUTABILITY_CHECK, new byte[9]), HOME));
		}
		assertThat(dropped).filteredOn(DropReason.RATE_LIMITED::equals).hasSize(40);
		assertThat(this.host.sent).hasSize(10);
		this.host.sent.clear();
		pass(1_000);
		assertThat(arrives(record(RecordFormat.RETURN_ROUTABILITY_CHECK, new byte[9]), HOME)).isNull();
	}

	@Test
	void messagesOfOtherSizesAndTypesAreDropped() throws Exception {
		int type = RecordFormat.RETURN_ROUTABILITY_CHECK;
		assertThat(arrives(record(type), HOME)).isEqualTo(DropReason.MALFORMED);
		assertThat(arrives(record(type, new byte[8]), HOME)).isEqualTo(DropReason.MALFORMED);
		assertThat(arrives(record(type, new byte[10]), HOME)).isEqualTo(DropReason.MALFORMED);
		assertThat(arrives(record(type, (byte) 3), HOME)).isEqualTo(DropReason.UNEXPECTED);
		assertThat(arrives(record(type, (byte) 1, (byte) 2, (byte) 3), HOME)).isEqualTo(DropReason.MALFORMED);
		assertThat(this.host.sent).isEmpty();
	}

	@Test
	void nothingIsAnsweredThatWasNotAgreedOn() throws Exception {
		this.session = session(false);
		assertThat(arrives(record(RecordFormat.RETURN_ROUTABILITY_CHECK, new byte[9]), HOME))
			.isEqualTo(DropReason.UNEXPECTED);
		assertThat(this.host.sent).isEmpty();
	}

	@Test
	void aSavedSessionIsWhereItsPeerWasForCertain() throws Exception {
		arrives(data(10), VICTIM);
		SessionSnapshot snapshot = this.session.suspend();
		assertThat(snapshot.address()).isEqualTo(HOME);
		snapshot = SessionSnapshot.decode(snapshot.encode());
		assertThat(snapshot.negotiated().returnRoutability()).isTrue();
		this.session = new Session(snapshot, snapshot.records().resume(1), ABROAD, this.host);
		this.host.sent.clear();
		byte[] record = data(50);
		arrives(record, ABROAD);
		byte[] challenge = nextCheck(ABROAD);
		assertThat(isProven(ABROAD)).isFalse();
		arrives(answer(PathMessage.RESPONSE, challenge), ABROAD);
		assertThat(isProven(ABROAD)).isTrue();
	}

}
