import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';
import { FailureError, failure } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { CarriedStreams } from '../../../src/runtime/cluster/carried-streams.ts';
import type { ClusterEngine, EnginePool, EngineTask } from '../../../src/runtime/cluster/cluster-engine.ts';
import type { DialInPool, GateHandlers } from '../../../src/runtime/cluster/dial-in.ts';
import {
  type ControlMessage,
  controlFrame,
  FrameCutter,
  frameHeader,
} from '../../../src/runtime/cluster/gate-frames.ts';
import { type PoolContext, usualPace, WorkerPool } from '../../../src/runtime/cluster/worker-pool.ts';
import type { JobPlaceSpec, MissingImage, SandboxRequest } from '../../../src/runtime/runtime.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

const paths = { package: '/app/package', dataset: '/app/data', results: '/app/results', segments: null };
const job: JobPlaceSpec = {
  jobId: 'job',
  jobName: 'job',
  image: 'image',
  folders: { package: '', resources: '', segments: { fragments: '', results: '' }, scratch: '' },
  dataset: null,
  limits: defaultLimits,
};

/** Lets all that is under way between the two ends come to rest. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** An engine that does nothing by itself, and gates that say what the test says. */
class Scene {
  readonly clock = new FakeClock();
  readonly scaled: number[] = [];
  tasks: EngineTask[] = [];
  avoided: readonly string[] = [];
  removed = false;
  pool!: WorkerPool;
  #dialIn!: DialInPool;

  static async make(dialBackMs = 60_000, changes: Partial<PoolContext> = {}): Promise<Scene> {
    const scene = new Scene();
    const pool: EnginePool = {
      scale: async (tasks) => void scene.scaled.push(tasks),
      avoid: (machines) => {
        scene.avoided = machines;
      },
      tasks: async () => scene.tasks,
      remove: async () => {
        scene.removed = true;
      },
    };
    const context = {
      engine: { createPool: async () => pool } as unknown as ClusterEngine,
      dialIn: {
        add: (_: string, one: DialInPool) => {
          scene.#dialIn = one;
          return () => {};
        },
      },
      clock: scene.clock,
      addresses: ['10.0.0.1:7000'],
      opened: Promise.resolve(),
      machinesWithout: async () => assert.fail('no task lacks the image'),
      harnessCommand: ['harness'],
      dialBackMs,
      pace: usualPace,
      ...changes,
    };
    const content = Promise.resolve({ bytes: Buffer.from('package'), sha256: 'digest' });
    const spec = { job, image: 'image', memoryBytes: 256 * 1024 * 1024, paths, package: content };
    scene.pool = await WorkerPool.open(context, spec);
    return scene;
  }

  task(id: string, changes: Partial<EngineTask> = {}): void {
    const others = this.tasks.filter((task) => task.id !== id);
    this.tasks = [...others, { id, node: 'h2', state: 'running', isWanted: true, problem: null, ...changes }];
  }

  /** A task runs and has dialled in. */
  attach(id: string, harness: 'answers' | 'silent' = 'answers', node = 'h2'): FakeGate {
    this.task(id, { node });
    const gate = new FakeGate(id, this.clock, harness, node);
    this.#dialIn.attached(gate);
    return gate;
  }

  start(signal = new AbortController().signal, onWait: (forWhat: string) => void = () => {}) {
    const request: SandboxRequest = {
      role: 'worker',
      memoryBytes: 0,
      segment: null,
      ...{ onLog: () => {}, onWait },
      signal,
    };
    return this.pool.start(request);
  }

  /** Gates that are there say so meanwhile. */
  async pass(seconds: number, gates: readonly FakeGate[] = []): Promise<void> {
    for (let halves = 0; halves < 2 * seconds; halves += 1) {
      this.clock.advance(500);
      for (const gate of gates) gate.beat();
      await rest();
    }
  }
}

/** Takes its package, and has a harness that says hello. */
class FakeGate {
  readonly streams: CarriedStreams;
  readonly heard: ControlMessage[] = [];
  readonly #far: Duplex;
  #handlers: GateHandlers | null = null;

  constructor(
    readonly task: string,
    clock: FakeClock,
    harness: 'answers' | 'silent',
    readonly node: string,
  ) {
    const [near, far] = memoryPair();
    this.#far = far;
    this.streams = new CarriedStreams(near, clock, {
      log: (piece) => this.#handlers?.log(piece),
      control: (message) => this.#handlers?.control(message),
      lost: (cause) => this.#handlers?.lost(cause),
    });
    let packageBytes = 0;
    const cutter = new FrameCutter({
      bridge: () => {},
      log: () => {},
      control: (message) => {
        this.heard.push(message);
        if (typeof message.bytes === 'number') packageBytes = message.bytes;
        if (message.dismiss === true) far.end(controlFrame({ exit: 137 }));
      },
    });
    far.on('data', (chunk: Buffer) => {
      const isPackage = packageBytes > 0 && chunk.length === packageBytes;
      if (!isPackage) cutter.push(chunk);
      else if (harness === 'answers') far.write(Buffer.concat([frameHeader(1, 5), Buffer.from('hello')]));
    });
    far.on('error', () => {});
  }

  listen(handlers: GateHandlers): void {
    this.#handlers = handlers;
  }

  say(message: ControlMessage): void {
    this.#far.write(controlFrame(message));
  }

  /** Its machine is gone. */
  vanish(): void {
    this.#far.end();
  }

  beat(): void {
    if (this.#far.writable) this.#far.write(controlFrame(null));
  }
}

async function failureOf(start: Promise<unknown>) {
  const error = await start.then(
    () => assert.fail('it started'),
    (reason: unknown) => reason,
  );
  assert(error instanceof FailureError, String(error));
  return error.failure;
}

describe('WorkerPool', () => {
  it('looks who lacks the image once a task does, tells, and has the engine leave them out', async () => {
    const looks: (() => void)[] = [];
    const machines = ['2', '3'].map((id) => ({ id, name: `h${id}` }));
    const found = { machines, help: 'Load it there.' };
    const machinesWithout = () =>
      new Promise<MissingImage>((resolve) => {
        looks.push(() => resolve(found));
      });
    const scene = await Scene.make(undefined, { machinesWithout });
    const waits: string[] = [];
    const started = scene.start(undefined, (forWhat) => waits.push(forWhat));
    const problem = { kind: 'image', message: 'No such image: sha256:0' } as const;
    scene.task('one', { state: 'ended', problem });
    await scene.pass(6);
    assert.equal(looks.length, 1);
    const before = scene.scaled.length;
    looks[0]!();
    await rest();
    assert.deepEqual(waits, ['a machine with the sandbox image, which is missing on h2, h3. Load it there.']);
    assert.deepEqual([scene.avoided, scene.scaled.length], [['2', '3'], before + 1], 'at once');
    scene.task('two', { node: 'h3', state: 'ended', problem });
    await scene.pass(3);
    assert.equal(looks.length, 1, 'that is known');
    scene.task('three', { node: 'h4', state: 'ended', problem });
    await scene.pass(3);
    assert.equal(looks.length, 2, 'it has gone from another machine since');
    scene.attach('four');
    await started;
    await scene.pool.close();
  });

  it('ends those who wait, now and later, where no machine has the image or nobody can dial in, unless somebody has', async () => {
    const missing = new FailureError(failure('image-missing', 'preparing', 'The image is nowhere.'));
    const problem = { kind: 'image', message: 'No such image: sha256:0' } as const;
    const scene = await Scene.make(undefined, { machinesWithout: () => Promise.reject(missing) });
    const waiting = assert.rejects(scene.start(), /nowhere/);
    scene.task('one', { state: 'ended', problem });
    await scene.pass(3);
    await waiting;
    await assert.rejects(scene.start(), /nowhere/);
    await scene.pool.close();

    let fail = (_: Error) => {};
    const opened = new Promise<void>((_, reject) => {
      fail = reject;
    });
    const [empty, staffed] = [
      await Scene.make(undefined, { opened }),
      await Scene.make(undefined, { opened }),
    ];
    const shut = assert.rejects(empty.start(), /no gate/);
    const working = staffed.start();
    await rest();
    staffed.attach('a');
    await working;
    fail(new Error('no gate'));
    await shut;
    const another = staffed.start();
    await rest();
    staffed.attach('b');
    await another;
    await Promise.all([empty.pool.close(), staffed.pool.close()]);
  });

  it('goes on looking for workers where machines could not be asked', async () => {
    const scene = await Scene.make(undefined, { machinesWithout: () => Promise.reject(new Error('busy')) });
    const started = scene.start();
    scene.task('one', { state: 'ended', problem: { kind: 'image', message: 'No such image' } });
    await scene.pass(3);
    scene.attach('two');
    await started;
    await scene.pool.close();
  });

  it('has the engine run as many as are asked for, and tells each gate its work', async () => {
    const scene = await Scene.make();
    const starts = [scene.start(), scene.start()];
    await rest();
    assert.deepEqual(scene.scaled, [1, 2]);
    const gate = scene.attach('one');
    const worker = await starts[0]!;
    assert.equal(worker.id, 'one');
    assert.equal(worker.node, 'h2');
    const { command, folder, bytes, sha256 } = gate.heard[0]!;
    assert.deepEqual([command, folder, bytes, sha256], [['harness'], '/app/package', 7, 'digest']);
    scene.attach('two');
    assert.equal((await starts[1]!).id, 'two');
    await scene.pool.close();
    assert(scene.removed);
  });

  it('keeps those who come early, lets idle ones go, and only then has fewer run', async () => {
    const scene = await Scene.make();
    scene.pool.startAhead(2);
    await rest();
    assert.deepEqual(scene.scaled, [2]);
    const gates = [scene.attach('one'), scene.attach('two'), scene.attach('three')];
    await scene.pass(20, gates);
    const dismissed = gates.filter(({ heard }) => heard.some(({ dismiss }) => dismiss === true));
    assert.deepEqual(dismissed, [gates[0]], 'two were asked for ahead');
    const worker = await scene.start();
    assert.equal(worker.id, 'two');
    await scene.start();
    assert.deepEqual(scene.scaled, [2], 'all that were needed were there');
    await worker.destroy();
    await scene.pass(4, gates);
    assert.deepEqual(scene.scaled, [2], 'one who works would have to go, as long as the engine counts all');
    scene.tasks = scene.tasks.filter(({ id }) => id === 'three');
    await scene.pass(4, gates);
    assert.deepEqual(scene.scaled, [2, 1]);
    await scene.pool.close();
  });

  it('asks for more than was lost, and forgets a lost task once the engine does', async () => {
    const scene = await Scene.make();
    const starts = [scene.start(), scene.start(), scene.start()];
    const gates = ['one', 'two', 'three'].map((id) => scene.attach(id));
    const workers = await Promise.all(starts);
    await scene.pass(8, [gates[2]!]);
    for (const { exitCode, lostWith, destroyed } of [await workers[0]!.exited, await workers[1]!.exited])
      assert.deepEqual([exitCode, lostWith, destroyed], [null, 'node', false]);
    const again = [scene.start(), scene.start()];
    await rest();
    assert.equal(scene.scaled.at(-1), 1 + 2 + 3, 'one lives, two are asked for, and half as many again');
    const replacements = [scene.attach('four'), scene.attach('five')];
    await Promise.all(again);
    scene.tasks = scene.tasks.filter(({ id }) => id !== 'one' && id !== 'two');
    await scene.pass(4, [gates[2]!, ...replacements]);
    assert.equal(scene.scaled.at(-1), 3);
    await scene.pool.close();
  });

  it('asks for more the more of its machines are lost, as lost ones get their part, too, but not without end', async () => {
    const machines = ['h1', 'h2', 'h3', 'h4', 'h5'];
    const asked = async (alive: number, of: number) => {
      const scene = await Scene.make();
      const starts = machines.slice(0, of).map(() => scene.start());
      const gates = machines.slice(0, of).map((node) => scene.attach(`on-${node}`, 'answers', node));
      const workers = await Promise.all(starts);
      const [living, lost] = [gates.slice(0, alive), workers.slice(alive)];
      await scene.pass(8, living);
      for (const { exited } of lost) assert.equal((await exited).lostWith, 'node');
      const again = lost.map(() => scene.start());
      await rest();
      const tasks = scene.scaled.at(-1)!;
      await scene.pool.close();
      await Promise.allSettled(again);
      return tasks - alive - lost.length;
    };
    assert.equal(await asked(4, 5), 2, 'half as many again where one of five is lost');
    assert.equal(await asked(1, 3), 6, 'of six on three machines two are on the one that lives');
    assert.equal(await asked(1, 5), 12, 'three times as many at most');
    assert.equal(await asked(0, 3), 5, 'none lives: it was rather the way to them');
  });

  it('asks for others in place of spares that were lost, too, where some are needed', async () => {
    const scene = await Scene.make();
    const starts = [scene.start(), scene.start()];
    const [living, lost] = [scene.attach('one', 'answers', 'h1'), scene.attach('two', 'answers', 'h2')];
    await Promise.all(starts);
    const spares = ['three', 'four'].map((id) => scene.attach(id, 'answers', 'h2'));
    await rest();
    for (const gate of [lost, ...spares]) gate.vanish();
    await rest();
    const again = scene.start();
    await rest();
    assert.equal(scene.scaled.at(-1), 2 + 3 * 2, 'two machines, of which one is lost with three');
    await scene.pass(8, [living]);
    scene.attach('five', 'answers', 'h1');
    await again;
    await scene.pool.close();
  });

  it('asks for others in place of tasks that run and say nothing, unless nobody says anything', async () => {
    const scene = await Scene.make();
    const starts = ['h1', 'h2', 'h3'].map(() => scene.start());
    for (const node of ['h1', 'h2', 'h3']) scene.task(`on-${node}`, { node });
    await scene.pass(20);
    assert.equal(scene.scaled.at(-1), 3, 'the way to here may be closed, or not open yet');
    const gates = ['h1', 'h2'].map((node) => scene.attach(`on-${node}`, 'answers', node));
    await scene.pass(2, gates);
    assert.equal(
      scene.scaled.at(-1),
      5,
      'one of three machines is mute, and half as many again are asked for',
    );
    gates.push(scene.attach('late', 'answers', 'h1'));
    await Promise.all(starts);
    const next = scene.start();
    await rest();
    gates.push(scene.attach('on-h3', 'answers', 'h3'));
    await next;
    await scene.pass(4, gates);
    assert.equal(scene.scaled.at(-1), 4, 'it was late');
    scene.task('starts', { node: 'h3', state: 'waiting' });
    await scene.pass(20, gates);
    assert.equal(scene.scaled.at(-1), 4, 'one that does not run yet has nothing to say');
    await scene.pool.close();
  });

  it('has none of those who work end for a task that has ended for good', async () => {
    const scene = await Scene.make();
    scene.pool.startAhead(4);
    const starts = [scene.start(), scene.start()];
    const gates = ['one', 'two', 'three', 'four'].map((id) => scene.attach(id));
    const [first] = await Promise.all(starts);
    await scene.pass(20, gates);
    assert.deepEqual(scene.scaled, [4]);
    await first!.destroy();
    scene.tasks = scene.tasks.filter(({ id }) => id !== 'one');
    const more = [scene.start(), scene.start(), scene.start()];
    await rest();
    assert(
      scene.scaled.every((tasks) => tasks >= 3),
      `three run, and not fewer are asked for: ${scene.scaled}`,
    );
    const reason = assert.rejects(Promise.all(more));
    await scene.pool.close();
    await reason;
  });

  it('asks again where the engine has let a task end for good', async () => {
    const scene = await Scene.make();
    const first = scene.start();
    scene.attach('one');
    await (await first).destroy();
    scene.tasks = [];
    const second = scene.start();
    await rest();
    assert.deepEqual(scene.scaled, [1, 1]);
    scene.attach('two');
    await second;
    await scene.pool.close();
  });

  it('has a sandbox leave when the engine wants the task gone, not when user code says so', async () => {
    const scene = await Scene.make();
    const start = scene.start();
    const gate = scene.attach('one');
    const worker = await start;
    let isLeaving = false;
    void worker.leaving.then(() => {
      isLeaving = true;
    });
    gate.say({ leaving: true });
    await rest();
    assert.equal(isLeaving, false);
    scene.task('one', { isWanted: false });
    gate.say({ leaving: true });
    await rest();
    assert.equal(isLeaving, true);
    await scene.pool.close();
  });

  it('says why nobody comes', async () => {
    const problems = [
      [
        'room',
        'waiting',
        'insufficient resources',
        64,
        'engine-unavailable',
        /No machine .* 256 MiB and 1 CPU/,
      ],
      [
        'other',
        'ended',
        'no such device',
        64,
        'engine-unavailable',
        /within 60 s; the engine said: no such d/,
      ],
    ] as const;
    for (const [kind, state, message, seconds, code, said] of problems) {
      const scene = await Scene.make();
      scene.task('one', { state, problem: { kind, message } });
      const failure = failureOf(scene.start());
      await scene.pass(seconds);
      assert.equal((await failure).code, code);
      assert.match((await failure).message, said);
      assert.ok((await failure).help);
      await scene.pool.close();
    }
  });

  it('says that there is no room, once while that lasts, before it gives up', async () => {
    const scene = await Scene.make();
    const waits: string[] = [];
    const controller = new AbortController();
    const starts = [1, 2].map(() => scene.start(controller.signal, (forWhat) => waits.push(forWhat)));
    const noRoom = {
      state: 'waiting',
      problem: { kind: 'room', message: 'insufficient resources' },
    } as const;
    scene.task('one', noRoom);
    await scene.pass(8);
    assert.deepEqual(waits, [], 'others may just be ending');
    await scene.pass(20);
    const said = 'room on a machine of the cluster: a worker needs 256 MiB and 1 CPU';
    assert.deepEqual(waits, [said]);
    const gate = scene.attach('one');
    await Promise.race(starts);
    await scene.pass(4, [gate]);
    scene.task('two', noRoom);
    await scene.pass(100, [gate]);
    assert.deepEqual(waits, [said, said], 'and anew for those who wait then');
    controller.abort(new Error('not needed any more'));
    await Promise.allSettled(starts);
    await scene.pool.close();
  });

  it('says what keeps a harness from answering through its gate', async () => {
    const scene = await Scene.make(20);
    const failing = failureOf(scene.start());
    scene.attach('one', 'silent');
    const { code, message, help } = await failing;
    assert.equal(code, 'engine-unavailable');
    assert.match(message, /worker's container .* did not answer within 0\.02 s/);
    assert.match(help!, /cluster\.mtu/);
    await scene.pool.close();
  });

  it('waits for another worker where one is lost before it begins, and not for ever', async () => {
    const scene = await Scene.make();
    const lose = async (id: string) => {
      const gate = scene.attach(id, 'silent');
      await rest();
      gate.vanish();
      await rest();
    };
    const lucky = scene.start();
    for (const id of ['a1', 'a2', 'a3', 'a4']) await lose(id);
    scene.attach('a5');
    assert.equal((await lucky).id, 'a5');
    const unlucky = failureOf(scene.start());
    for (const id of ['b1', 'b2', 'b3', 'b4', 'b5']) await lose(id);
    const { code, message, help } = await unlucky;
    assert.equal(code, 'engine-unavailable');
    assert.match(message, /lost before they begin, 5 in a row, the last on h2\./);
    assert.match(help!, /cluster\.mtu/);
    await scene.pool.close();
  });

  it('waits as long as others of the pool work', async () => {
    const scene = await Scene.make();
    const first = scene.start();
    const gate = scene.attach('one');
    await first;
    const controller = new AbortController();
    const second = scene.start(controller.signal);
    scene.task('two', { state: 'waiting', problem: { kind: 'room', message: 'insufficient resources' } });
    await scene.pass(120, [gate]);
    const reason = new Error('not needed any more');
    controller.abort(reason);
    await assert.rejects(second, reason);
    await scene.pool.close();
    await assert.rejects(scene.start());
  });
});
