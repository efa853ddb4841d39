package io.dtls.internal.record;

import io.dtls.DtlsException;

/**
 * The keys of a session may protect no further record: the sequence numbers or the
 * cipher's confidentiality limit are used up.
 */
public class SequenceExhaustedException extends DtlsException {

	private static final long serialVersionUID = 1L;

	public SequenceExhaustedException(long records) {
		super("The keys of this session may protect no record after the " + records + " they have");
	}

}
