package io.dtls.settings;

/**
 * Offers to use the peer's connection ids, and gives out none: an id of no bytes (RFC
 * 9146, section 3).
 */
enum NoConnectionIds implements ConnectionIdSource {

	INSTANCE;

	@Override
	public int length() {
		return 0;
	}

	@Override
	public byte[] next() {
		return new byte[0];
	}

}
