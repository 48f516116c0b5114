import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { systemClock } from '../../../src/model/clock.ts';
import { type AttachedGate, DialIn } from '../../../src/runtime/cluster/dial-in.ts';
import { controlFrame } from '../../../src/runtime/cluster/gate-frames.ts';
import type { Refusal } from '../../../src/runtime/dial-in-refusals.ts';

const key = Buffer.alloc(32, 7);
const hello = { version: 1, task: 'task-1', node: 'h2', slot: '1' };

describe('DialIn', () => {
  let dialIn: DialIn;
  let server: Server;
  let refused: Refusal[];
  let attached: AttachedGate[];
  const tasks = new Set(['task-1', 'task-2']);

  beforeEach(async () => {
    refused = [];
    attached = [];
    dialIn = new DialIn({ clock: systemClock, onRefused: (refusal) => refused.push(refusal) });
    dialIn.add('pool', {
      key,
      belongs: async (task) => tasks.has(task),
      attached: (gate) => attached.push(gate),
    });
    server = createServer((socket) => dialIn.take(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    dialIn.close();
    server.close();
  });

  function dial(pool = 'pool', psk = key): TLSSocket {
    return connect({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      minVersion: 'TLSv1.3',
      ciphers: 'TLS_AES_128_GCM_SHA256',
      pskCallback: () => ({ psk, identity: pool }),
      checkServerIdentity: () => undefined,
    });
  }

  /** What the chief says before it ends the connection. */
  async function answerTo(message: Buffer, pool?: string, psk?: typeof key): Promise<string> {
    const socket = dial(pool, psk);
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.write(message);
    await new Promise((resolve) => socket.once('close', resolve));
    return said;
  }

  it('takes a gate with the key of its pool, once', async () => {
    const socket = dial();
    socket.write(controlFrame(hello));
    while (attached.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(attached[0]!.task, 'task-1');
    assert.equal(attached[0]!.node, 'h2');
    assert.match(await answerTo(controlFrame(hello)), /has had its turn/);
    assert.deepEqual(refused, ['spent']);
    const lost = new Promise((resolve) =>
      attached[0]!.listen({ log: () => {}, control: () => {}, lost: resolve }),
    );
    socket.destroy();
    assert.equal(await lost, 'ended');
    assert.match(await answerTo(controlFrame(hello)), /has had its turn/, 'nor does it come back later');
  });

  it('reads nothing of what comes without the key', async () => {
    assert.equal(await answerTo(controlFrame(hello), 'pool', Buffer.alloc(32, 8)), '');
    assert.equal(await answerTo(controlFrame(hello), 'another pool'), '');
    assert.deepEqual(refused, ['key', 'key']);
    assert.equal(attached.length, 0);
  });

  it('sends away who says no sense, another version, or is a task that the engine does not know', async () => {
    assert.match(await answerTo(controlFrame({ ...hello, version: 2 })), /speaks version 1/);
    assert.match(await answerTo(controlFrame({ ...hello, task: 5 })), /says its id/);
    assert.match(await answerTo(controlFrame({ ...hello, node: 'x'.repeat(300) })), /says its id/);
    assert.match(await answerTo(controlFrame({ ...hello, task: 'task-9' })), /none of the pool/);
    assert.deepEqual(refused, ['version', 'nonsense', 'nonsense', 'unknown']);
    assert.equal(attached.length, 0);
  });
});
