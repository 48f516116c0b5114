import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { reachableAddress } from '../../../src/bridge/transports/reachable-address.ts';
import { FailureError } from '../../../src/model/failures.ts';
import { thisChief } from '../../../src/runtime/chief-identity.ts';
import type { EngineClient } from '../../../src/runtime/docker/engine/engine-client.ts';
import { openRelay, type RelayOptions } from '../../../src/runtime/swarm/relay.ts';

interface Made {
  readonly options: {
    readonly HostConfig: { readonly Mounts: readonly { readonly Source: string }[] };
    readonly NetworkingConfig?: { readonly EndpointsConfig: object };
  };
  /** Its input and output; destroyed, as its engine does when it has ended. */
  readonly stdio: PassThrough;
}

const common = { image: 'image', network: { id: 'n', name: 'net', subnet: '10.213.0.0/16' }, seccomp: '{}' };

/** An engine whose containers do as told when they start. */
function engineOf(
  started: (nth: number, stdio: PassThrough) => void,
  gone: (nth: number) => Promise<void> = async () => {},
) {
  const made: Made[] = [];
  const removed: number[] = [];
  const docker = {
    createContainer: async (options: Made['options']) => {
      const nth = made.push({ options, stdio: new PassThrough() });
      return {
        id: String(nth),
        start: async () => started(nth, made[nth - 1]!.stdio),
        wait: () => gone(nth),
        remove: async () => void removed.push(nth),
      };
    },
  };
  const engine = { docker, attach: async (id: string) => made[Number(id) - 1]!.stdio };
  return { engine: engine as unknown as EngineClient, made, removed };
}

const listens = (stdio: PassThrough) => stdio.write('listening\n');

describe('the relay of a chief', () => {
  let folder: string;
  let parts: Omit<RelayOptions, 'engine'>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    // Longer than the address of a socket may be.
    const home = join(folder, 'h'.repeat(120));
    parts = { ...common, home, chief: thisChief(home) };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const foldersLeft = () => readdir(join(parts.home, 'sockets'));

  it('that ends before it listens is a failure with a sentence, and leaves nothing', async () => {
    const { engine, removed } = engineOf((_, stdio) => stdio.destroy());
    const gate = await openRelay({ engine, ...parts }, () => {});
    await assert.rejects(gate.opened, (error: unknown) => {
      assert(error instanceof FailureError);
      assert.equal(error.failure.code, 'engine-unavailable');
      assert.match(error.failure.message, /^The relay between the cluster's network and this chief ended\.$/);
      assert.match(error.failure.help!, /container engine/);
      return true;
    });
    await gate.close();
    assert.deepEqual([removed, await foldersLeft()], [[1], []]);
  });

  it('tells its address before it is there, and goes where it was closed by then', async () => {
    let start = () => {};
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const { engine, made } = engineOf((_, stdio) => void started.then(() => listens(stdio)));
    const gate = await openRelay({ engine, ...parts }, () => {});
    assert.match(gate.addresses[0]!, /^10\.213\./);
    const closed = gate.close();
    start();
    await closed;
    assert(made[0]!.stdio.destroyed);
    assert.deepEqual([made.length, await foldersLeft()], [1, []]);
  });

  it('has another of its addresses where it could not be started with one, which an engine then keeps', async () => {
    const { engine, made } = engineOf((nth, stdio) => {
      if (nth === 1) throw new Error('attaching to network failed');
      listens(stdio);
    });
    const gate = await openRelay({ engine, ...parts }, () => {});
    await gate.opened;
    const had = made.map(({ options }) => JSON.stringify(options.NetworkingConfig));
    assert.equal(gate.addresses.length, 4);
    for (const [index, config] of had.entries())
      assert(config.includes(`"${gate.addresses[index]!.split(':')[0]}"`), config);
    assert.equal(had.length, 2);
    await gate.close();
  });

  it('carries connections, and has another in its place, at its address, when it dies', async () => {
    let again = () => {};
    const second = new Promise<void>((resolve) => {
      again = resolve;
    });
    let remove = () => {};
    const removal = new Promise<void>((resolve) => {
      remove = resolve;
    });
    const { engine, made } = engineOf(
      (nth, stdio) => {
        listens(stdio);
        if (nth === 2) again();
      },
      () => removal,
    );
    let connections = 0;
    const gate = await openRelay({ engine, ...parts }, (stream) => {
      connections += 1;
      stream.destroy();
    });
    assert.match(
      gate.addresses[0]!,
      /^10\.213\.(?:12[89]|1[3-9]\d|2\d\d)\.\d{1,3}:7000$/,
      'of the half that nobody is given',
    );
    await gate.opened;
    const { Source } = made[0]!.options.HostConfig.Mounts[0]!;
    assert(Source.startsWith(parts.home), 'the engine sees no folder of this process but its home');
    const { address, anchor } = await reachableAddress(Source, 'chief.sock');
    const stream = connect(address);
    await once(stream, 'close');
    await anchor!.close();
    assert.equal(connections, 1);
    made[0]!.stdio.destroy();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(made.length, 1, 'not before the address is free');
    remove();
    await second;
    const IPv4Address = gate.addresses[0]!.split(':')[0];
    for (const { options } of made)
      assert.deepEqual(options.NetworkingConfig!.EndpointsConfig, { net: { IPAMConfig: { IPv4Address } } });
    await gate.close();
    assert.deepEqual(await foldersLeft(), []);
    assert(made[1]!.stdio.destroyed, 'it ends with its input');
    assert.equal(made.length, 2, 'and nobody takes its place then');
  });
});
