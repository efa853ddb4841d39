package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.util.Slice;
import io.dtls.store.SnapshotStore;

/**
 * The endpoint threads of a server, each with a socket on the same port. The owner of a
 * connection id follows from the id itself, so that no table has to be shared.
 */
final class Lanes implements SnapshotStore.Listener {

	private final List<EndpointLane> lanes = new ArrayList<>();

	private final int count;

	private final int idSize;

	Lanes(List<DatagramTransport> transports, SharedState shared) {
		this.count = transports.size();
		this.idSize = shared.configuration().connectionIds().length();
		for (int i = 0; i < this.count; i++) {
			String name = shared.configuration().name();
			this.lanes.add(new EndpointLane((i == 0) ? name : name + "-io-" + (i + 1), transports.get(i), shared,
					new Place(i)));
		}
	}

	EndpointLane first() {
		return this.lanes.get(0);
	}

	List<EndpointLane> all() {
		return this.lanes;
	}

	/** The lane of a connection id; the first one where there is none. */
	EndpointLane owning(byte[] id) {
		return (id.length > 0) ? this.lanes.get(ownerOf(id, 0, id.length)) : first();
	}

	@Override
	public void requested(byte[] key, byte[] record) {
		if (key.length == this.idSize) {
			owning(key).requested(key, record);
		}
	}

	@Override
	public void released(byte[] key) {
		owning(key).released(key);
	}

	private int ownerOf(byte[] bytes, int off, int length) {
		int hash = 1;
		for (int i = off; i < off + length; i++) {
			hash = 31 * hash + bytes[i];
		}
		return Math.floorMod(hash ^ (hash >>> 16), this.count);
	}

	/**
	 * A lane's view of the others.
	 */
	final class Place {

		private final int index;

		private Place(int index) {
			this.index = index;
		}

		/** How many lanes there are. */
		int lanes() {
			return Lanes.this.count;
		}

		/**
		 * Whether sessions with this connection id belong here.
		 * @param bytes hold the id
		 * @param off where it begins
		 * @param length its length in bytes
		 * @return false if they belong to another lane
		 */
		boolean owns(byte[] bytes, int off, int length) {
			return Lanes.this.count == 1 || ownerOf(bytes, off, length) == this.index;
		}

		/**
		 * Hands a record to the lane that owns its connection id.
		 * @param id where the id begins
		 * @param idLength its length in bytes
		 * @param record the record
		 * @param from who sent it
		 * @return false if too many wait there already
		 */
		boolean handOver(int id, int idLength, Slice record, InetSocketAddress from) {
			EndpointLane owner = Lanes.this.lanes.get(ownerOf(record.buffer(), id, idLength));
			return owner.takeOver(record.buffer(), record.offset(), record.length(), from);
		}

		/** Has something done on the thread of each other lane. */
		void tellOthers(Consumer<EndpointLane> task) {
			for (int i = 0; i < Lanes.this.count; i++) {
				if (i != this.index) {
					EndpointLane other = Lanes.this.lanes.get(i);
					other.execute(() -> task.accept(other));
				}
			}
		}

	}

}
