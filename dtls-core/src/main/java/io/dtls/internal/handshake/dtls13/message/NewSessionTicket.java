package io.dtls.internal.handshake.dtls13.message;

/**
 * NewSessionTicket (RFC 8446, section 4.6.1).
 *
 * @param lifetimeSeconds after which the ticket is of no use
 * @param ageAdd hides the age of the ticket, 32 bits
 * @param nonce makes the key of this ticket another one
 * @param ticket opaque to the client
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewSessionTicket(long lifetimeSeconds, long ageAdd, byte[] nonce, byte[] ticket) {

	/** Parses the body of a message. */
	public static NewSessionTicket parse(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		NewSessionTicket message = new NewSessionTicket(in.uint32(), in.uint32(), in.vector8(0), in.vector16(1));
		Extensions.read(in);
		in.requireEnd();
		return message;
	}

	/** The body of the message. */
	public byte[] encode() {
		return new WireWriter().uint32(this.lifetimeSeconds)
			.uint32(this.ageAdd)
			.vector8(this.nonce)
			.vector16(this.ticket)
			.bytes(new Extensions().encode())
			.toBytes();
	}

	/** Names nothing: whoever has the ticket can be followed by it. */
	@Override
	public String toString() {
		return "NewSessionTicket[" + this.lifetimeSeconds + " s]";
	}

}
