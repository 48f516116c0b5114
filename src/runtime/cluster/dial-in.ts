import type { Duplex } from 'node:stream';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Clock } from '../../model/clock.ts';
import type { Refusal } from '../dial-in-refusals.ts';
import { CarriedStreams, type LossCause } from './carried-streams.ts';
import { type ControlMessage, gateProtocol } from './gate-frames.ts';

/** A gate that has said who it is and waits for what it is to do. */
export interface AttachedGate {
  /** The engine's id of the task that it is. */
  readonly task: string;
  /** Name of its machine. */
  readonly node: string;
  readonly streams: CarriedStreams;
  /** Has the gate's log, control messages and loss told from now on; a loss that was before is told at once. */
  listen(handlers: GateHandlers): void;
}

export interface GateHandlers {
  readonly log: (piece: Buffer) => void;
  readonly control: (message: ControlMessage) => void;
  readonly lost: (cause: LossCause) => void;
}

/** Who may dial in under a name, and what then happens. */
export interface DialInPool {
  /** 32 bytes that only this chief and the tasks of the pool have. */
  readonly key: Buffer;
  /** Whether the engine knows the task as one of the pool's that is to run. */
  readonly belongs: (task: string) => Promise<boolean>;
  readonly attached: (gate: AttachedGate) => void;
}

export interface DialInOptions {
  readonly clock: Clock;
  readonly onRefused: (refusal: Refusal) => void;
}

/** From the connection to the first message; a machine that is only slow comes again. */
const patienceMs = 10_000;
/** Task ids and names of machines are shorter. */
const longestName = 256;

/**
 * Where the gates of all jobs dial in: TLS 1.3 with a key for each pool and no certificates, so that before the key is
 * known to be right nothing of what comes is read. Each task has one turn: what was fenced does not come back.
 */
export class DialIn {
  readonly #options: DialInOptions;
  readonly #pools = new Map<string, DialInPool>();
  readonly #spent = new Map<string, Set<string>>();
  readonly #identities = new WeakMap<object, string>();
  readonly #server: Server;
  readonly #open = new Set<Duplex>();

  constructor(options: DialInOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        minVersion: 'TLSv1.3',
        // The one whose hash a key without a name of its hash stands for (RFC 8446, 4.2.11).
        ciphers: 'TLS_AES_128_GCM_SHA256',
        handshakeTimeout: patienceMs,
        pskCallback: (socket, identity) => {
          this.#identities.set(socket, identity);
          return this.#pools.get(identity)?.key ?? null;
        },
      },
      (socket) => this.#attach(socket),
    );
    this.#server.on('tlsClientError', (_, socket) => {
      options.onRefused('key');
      socket.destroy();
    });
  }

  /** From now on gates may dial in under this name; the function that comes back ends that. */
  add(id: string, pool: DialInPool): () => void {
    this.#pools.set(id, pool);
    this.#spent.set(id, new Set());
    return () => {
      this.#pools.delete(id);
      this.#spent.delete(id);
    };
  }

  /** Somebody has connected. Takes the stream over, which is a socket. */
  take(raw: Duplex): void {
    this.#open.add(raw);
    raw.on('error', () => {});
    raw.once('close', () => this.#open.delete(raw));
    this.#server.emit('connection', raw);
  }

  /** Ends all connections. */
  close(): void {
    for (const raw of this.#open) raw.destroy();
  }

  #attach(socket: TLSSocket): void {
    const id = this.#identities.get(socket) ?? '';
    const pool = this.#pools.get(id);
    if (pool === undefined) return void socket.destroy();
    socket.setNoDelay(true);
    let handlers: GateHandlers | null = null;
    let lost: LossCause | null = null;
    let isAttached = false;
    const refuse = (refusal: Refusal, why: string) => {
      this.#options.onRefused(refusal);
      streams.say({ refused: why });
      socket.end();
      stopWaiting();
      this.#options.clock.after(patienceMs, () => streams.destroy());
    };
    const streams = new CarriedStreams(socket, this.#options.clock, {
      log: (piece) => handlers?.log(piece),
      control: (message) => {
        if (handlers !== null) return handlers.control(message);
        // Signs of life of one that waits for the engine's word.
        if (isAttached) return;
        isAttached = true;
        stopWaiting();
        const { version, task, node } = message;
        if (version !== gateProtocol)
          return refuse('version', `this chief speaks version ${gateProtocol} with gates`);
        if (!isName(task) || !isName(node)) return refuse('nonsense', 'a task says its id and its machine');
        const spent = this.#spent.get(id);
        if (spent === undefined || spent.has(task)) return refuse('spent', 'this task has had its turn');
        spent.add(task);
        void pool.belongs(task).then(
          (belongs) => {
            if (lost !== null) return;
            if (!belongs) return refuse('unknown', 'this task is none of the pool');
            pool.attached({
              task,
              node,
              streams,
              listen: (wanted) => {
                handlers = wanted;
                if (lost !== null) wanted.lost(lost);
              },
            });
          },
          () => {
            // The engine could not be asked: the task may come again.
            spent.delete(task);
            streams.destroy();
          },
        );
      },
      lost: (cause) => {
        lost = cause;
        stopWaiting();
        handlers?.lost(cause);
      },
    });
    const stopWaiting = this.#options.clock.after(patienceMs, () => {
      this.#options.onRefused('nonsense');
      streams.destroy();
    });
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestName;
}
