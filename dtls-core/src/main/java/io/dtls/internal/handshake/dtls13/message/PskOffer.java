package io.dtls.internal.handshake.dtls13.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The pre-shared keys that a client offers (RFC 8446, section 4.2.11).
 *
 * @param identities names of the keys
 * @param binders as many proofs that the client has them
 */
public record PskOffer(List<Identity> identities, List<byte[]> binders) {

	private static final int MIN_BINDER_SIZE = 32;

	// Clients offer one or two; each costs a look-up.
	private static final int MAX_IDENTITIES = 16;

	public PskOffer {
		identities = List.copyOf(identities);
		binders = List.copyOf(binders);
	}

	static PskOffer read(WireReader in) throws Refused {
		List<Identity> identities = new ArrayList<>();
		WireReader names = in.inside16();
		do {
			identities.add(new Identity(names.vector16(1), names.uint32()));
		}
		while (names.hasMore());
		List<byte[]> binders = new ArrayList<>();
		WireReader proofs = in.inside16();
		do {
			binders.add(proofs.vector8(MIN_BINDER_SIZE));
		}
		while (proofs.hasMore());
		in.requireEnd();
		if (binders.size() != identities.size() || identities.size() > MAX_IDENTITIES) {
			throw Refused.illegal("Identities and binders of pre-shared keys do not match");
		}
		return new PskOffer(identities, binders);
	}

	public byte[] encode() {
		WireWriter names = new WireWriter();
		this.identities.forEach((identity) -> names.vector16(identity.name()).uint32(identity.obfuscatedAge()));
		WireWriter proofs = new WireWriter();
		this.binders.forEach(proofs::vector8);
		return new WireWriter().vector16(names.toBytes()).vector16(proofs.toBytes()).toBytes();
	}

	/** Bytes at the end of a ClientHello that the binders themselves do not cover. */
	public int bindersSize() {
		return 2 + this.binders.stream().mapToInt((binder) -> 1 + binder.length).sum();
	}

	/**
	 * The name of a key.
	 *
	 * @param name a ticket, or the identity of an external key
	 * @param obfuscatedAge of a ticket; 0 for an external key
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Identity(byte[] name, long obfuscatedAge) {

		/** Names nothing: identities do not belong in logs. */
		@Override
		public String toString() {
			return "Identity[" + this.name.length + " bytes]";
		}

	}

}
