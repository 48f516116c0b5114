export interface ConnectionBounds {
  /** Most connections of all peers together. */
  readonly inAll: number;
  /** Most of one peer. */
  readonly perPeer: number;
}

/** Whose connection it is. */
export interface Peer {
  readonly name: string;
  /** A server before the chief, which speaks for many: only the bound of all counts for it. */
  readonly trusted: boolean;
}

interface PeerState extends Peer {
  count: number;
  /** Its connections that hold nothing which an account asked for, the one that was silent longest first. */
  readonly spare: Set<unknown>;
}

/**
 * Which connection has to go where there are too many. Those that do what an account asked for stay, since they are
 * bounded by account; of the others the one goes on which no request has come for longest: half a request, an answer
 * that nobody reads, one that was opened ahead. So new ones are served however many are held open. Pure.
 */
export class ConnectionLedger<Connection extends object> {
  readonly #bounds: ConnectionBounds;
  readonly #peers = new Map<string, PeerState>();
  readonly #peerOf = new Map<Connection, PeerState>();
  /** How many requests of accounts each connection is about: a client may ask again before it was answered. */
  readonly #held = new Map<Connection, number>();

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#peerOf.size;
  }

  /** Enters a new connection; returns the one that has to go for it, which may be itself, or null. */
  open(connection: Connection, peer: Peer): Connection | null {
    const own = this.#peers.get(peer.name) ?? { ...peer, count: 0, spare: new Set() };
    this.#peers.set(peer.name, own);
    own.count += 1;
    this.#peerOf.set(connection, own);
    const tooManyOfPeer = !own.trusted && own.count > this.#bounds.perPeer;
    if (!tooManyOfPeer && this.#peerOf.size <= this.#bounds.inAll) {
      own.spare.add(connection);
      return null;
    }
    const [oldest] = tooManyOfPeer ? own.spare : (this.#richest()?.spare ?? []);
    own.spare.add(connection);
    return (oldest as Connection | undefined) ?? connection;
  }

  /** A request has come on it. */
  heard(connection: Connection): void {
    const spare = this.#peerOf.get(connection)?.spare;
    if (spare?.delete(connection)) spare.add(connection);
  }

  /** It does what an account asked for, until it is `free`. */
  hold(connection: Connection): void {
    const peer = this.#peerOf.get(connection);
    if (peer === undefined) return;
    peer.spare.delete(connection);
    this.#held.set(connection, (this.#held.get(connection) ?? 0) + 1);
  }

  free(connection: Connection): void {
    const peer = this.#peerOf.get(connection);
    const left = (this.#held.get(connection) ?? 0) - 1;
    if (left > 0) this.#held.set(connection, left);
    else this.#held.delete(connection);
    if (left === 0) peer?.spare.add(connection);
  }

  closed(connection: Connection): void {
    const peer = this.#peerOf.get(connection);
    if (peer === undefined) return;
    this.#peerOf.delete(connection);
    this.#held.delete(connection);
    peer.spare.delete(connection);
    peer.count -= 1;
    if (peer.count === 0) this.#peers.delete(peer.name);
  }

  /** The peer with the most connections among those that have one to spare; servers before the chief come last. */
  #richest(): PeerState | null {
    let richest: PeerState | null = null;
    for (const peer of this.#peers.values())
      if (peer.spare.size > 0 && (richest === null || isRicher(peer, richest))) richest = peer;
    return richest;
  }
}

function isRicher(peer: PeerState, than: PeerState): boolean {
  return peer.trusted === than.trusted ? peer.count > than.count : than.trusted;
}
