import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodesText } from '../../../src/cli/nodes/nodes-command.ts';
import { boundedInfo, FakeEngine } from '../../helpers/fake-engine.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { TemporaryHome } from '../../helpers/runtime-job.ts';

const GiB = 1024 ** 3;

function machine(name: string, state: string, availability: string) {
  return {
    ...{ ID: `id-of-${name}`, Spec: { Availability: availability }, Status: { State: state } },
    Description: { Hostname: name, Resources: { NanoCPUs: 4e9, MemoryBytes: 2.5 * GiB } },
  };
}

describe('butcher nodes', () => {
  let engine: FakeEngine;
  let home: TemporaryHome;
  let env: Record<string, string>;

  beforeEach(async () => {
    home = await TemporaryHome.make();
    const config = join(home.path, 'config.json');
    await writeFile(config, '{"limits":{"memory":"1GiB","cpus":1}}');
    const Swarm = { LocalNodeState: 'active', ControlAvailable: true };
    engine = await FakeEngine.start({ ...boundedInfo, Swarm });
    engine.nodes = [
      machine('beta', 'ready', 'drain'),
      machine('gamma', 'down', 'active'),
      machine('alpha', 'ready', 'active'),
    ];
    env = { DOCKER_HOST: engine.address, BUTCHER_HOME: home.path, BUTCHER_CONFIG: config, NO_COLOR: '1' };
  });
  afterEach(async () => {
    await engine.stop();
    await home.remove();
  });

  const butcher = (...args: string[]) => runButcher(args, { cwd: home.path, env });

  it('lists the machines by name, with the room that limits leave', async () => {
    const { stdout, exitCode } = await butcher('nodes');
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'alpha  ready     room for 2 workers',
      'beta   draining  room for 0 workers',
      'gamma  down      room for 0 workers',
      'room for 2 workers on 1 machine',
    ]);
    assert.equal(exitCode, 0);
  });

  it('lists one that has just joined and has not said who it is by its id', async () => {
    engine.nodes = [...engine.nodes, { ...machine('new', 'unknown', 'active'), Description: {} }];
    const { stdout, exitCode } = await butcher('nodes');
    assert.match(stdout, /^id-of-new {2}down {6}room for 0 workers$/m);
    assert.equal(exitCode, 0);
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await butcher('nodes', '--json');
    const { type, slots, nodes } = JSON.parse(stdout);
    assert.deepEqual([type, slots], ['nodes', 2]);
    assert.deepEqual(nodes[0], {
      ...{ id: 'id-of-alpha', name: 'alpha', slots: 2, state: 'ready' },
      isOwn: false,
    });
  });

  it('ends with 1 where no worker has room, and with 4 where there is no Swarm', async () => {
    engine.nodes = [machine('beta', 'ready', 'pause')];
    assert.equal((await butcher('nodes')).exitCode, 1);
    engine.info = { ...boundedInfo, Swarm: { LocalNodeState: 'active', ControlAvailable: false } };
    const { exitCode, stderr } = await butcher('nodes');
    assert.equal(exitCode, 4);
    assert.match(stderr, /is a worker of its Swarm/);
    assert.match(stderr, /docker node promote/);
  });

  it('says which machines lack the image where that was asked, and what to do, and does not count them', () => {
    const ready = { isOwn: false, state: 'ready' as const, slots: 2 };
    const [one, two] = ['1', '2'].map((id) => ({ ...ready, id, name: `h${id}` }));
    const down = { ...ready, id: '3', name: 'h3', slots: 0, state: 'down' as const };
    const told = { slots: 2, nodes: [{ ...one!, hasImage: true }, { ...two!, hasImage: false }, down] };
    const missing = { machines: [two!], help: 'Load it there.' };
    assert.deepEqual(
      nodesText(told, (_, text) => text, missing)
        .trimEnd()
        .split('\n'),
      [
        'h1  ready     room for 2 workers, has the image',
        'h2  ready     room for 2 workers, lacks the image',
        'h3  down      room for 0 workers',
        'room for 2 workers on 1 machine',
        'Load it there.',
      ],
    );
  });

  it('is told of by doctor, where there is a Swarm or the configuration wants one', async () => {
    const told = async () => (await butcher('doctor')).stdout;
    assert.match(await told(), /warn +machines +a Swarm of 3 machines, 1 ready; down: gamma/);
    engine.info = boundedInfo;
    assert.doesNotMatch(await told(), /machines/);
    await writeFile(env.BUTCHER_CONFIG!, '{"cluster":{"engine":"swarm"}}');
    assert.match(
      await told(),
      /fail +machines +The container engine is no part of a Swarm\n +Run `docker swarm init/,
    );
  });

  it('has no --engine swarm with what it cannot be together with', async () => {
    const run = ['run', '.', '--engine', 'swarm'];
    const process = await butcher(...run, '--runtime', 'process');
    assert.equal(process.exitCode, 2);
    assert.match(process.stderr, /--engine swarm has no meaning with --runtime process/);
    const other = await butcher(...run, '--oci-runtime', 'runsc');
    assert.equal(other.exitCode, 2);
    assert.match(other.stderr, /make runsc the default of each machine's engine/);
  });
});
