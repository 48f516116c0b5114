import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { type LoadMessage, protocolVersion, type Role } from '../../../src/bridge/messages.ts';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';
import { RoleContainer } from '../../../src/jobs/containers/role-container.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import type { JobPlace, Sandbox, SandboxExit } from '../../../src/runtime/runtime.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { batchBytes, frameBytes } from '../../helpers/frames.ts';

const failed = (stage: string, fragment: number | null) => ({
  ...{ type: 'failed', stage, fragment, code: 'user-error', message: 'it failed', help: null, limit: null },
  ...{ observed: null, file: null, line: null, traceback: null },
});
const ready = { type: 'ready', entry: 'entry' };

/** What may be said of work by a sandbox that has two numbers in hand; `loading`: before it was ready. */
const words: readonly { readonly role: Role; readonly says: Buffer; readonly loading?: true }[] = [
  { role: 'splitter', says: batchBytes('fragments', 1, [Buffer.from('x')]) },
  { role: 'splitter', says: frameBytes({ type: 'exhausted', count: 0 }) },
  { role: 'splitter', says: frameBytes(failed('split', 1)) },
  { role: 'worker', says: batchBytes('results', 1, [Buffer.from('x')], { seconds: 1 }) },
  { role: 'worker', says: frameBytes(failed('process', 1)) },
  { role: 'merger', says: frameBytes({ type: 'merged', first: 1, count: 2 }) },
  { role: 'merger', says: frameBytes({ type: 'finished' }) },
  { role: 'merger', says: frameBytes(failed('merge', 1)) },
  { role: 'worker', says: frameBytes(ready), loading: true },
  { role: 'worker', says: frameBytes(failed('load', null)), loading: true },
];

describe('RoleContainer', () => {
  for (const { role, says, loading = false } of words) {
    const what = JSON.parse(String(says).split('\n')[0]!) as { readonly type: string };
    for (const end of ['stop', 'release'] as const)
      it(`hears no ${what.type} of a ${role} after ${end}, although it lives, and still what it tries`, async () => {
        const heard = await Heard.start(role, loading ? [] : [what.type]);
        assert.equal(heard.member.ready, !loading);
        if (end === 'stop') heard.member.stop('fragment-timeout');
        else void heard.member.release();
        assert.equal(heard.member.ready, false, 'it is given nothing more');
        await heard.says(says);
        await heard.says(
          frameBytes({ type: 'violation', kind: 'network', event: 'socket.connect', detail: '' }),
        );
        assert.deepEqual(heard.told, ['violation']);
        assert.equal(heard.member.ready, false);
        heard.die();
        const death = await heard.member.died;
        assert.deepEqual(
          [death.overrun, death.failed, death.wasReady],
          [end === 'stop' ? 'fragment-timeout' : null, null, !loading],
        );
      });

    it(`hears ${what.type} of a ${role} before`, async () => {
      const heard = await Heard.start(role, loading ? [] : [what.type]);
      await heard.says(says);
      assert.deepEqual(heard.told, [what.type]);
      heard.die();
      await heard.member.died;
    });
  }

  it('can be given nothing once its bridge is cut, although it is not known yet how it ended', async () => {
    const heard = await Heard.start('worker', ['results']);
    await heard.hangUp();
    assert.equal(heard.member.ready, false);
    heard.die();
    const { end, wasReady } = await heard.member.died;
    assert.deepEqual([end, wasReady], [{ kind: 'cut' }, true]);
  });

  it('takes nothing more from whoever said bye', async () => {
    const heard = await Heard.start('worker', ['results']);
    heard.member.session.dismiss();
    await heard.says(frameBytes({ type: 'bye', count: 0 }));
    await heard.says(batchBytes('results', 1, [Buffer.from('x')], { seconds: 1 }));
    heard.die();
    assert.deepEqual((await heard.member.died).end, { kind: 'bye' });
    assert.deepEqual(heard.told, []);
  });

  describe('asks where user code stands at the end of its time', () => {
    const stack = [
      'Stack (most recent call first):',
      '  File "/usr/lib/python3.13/re/__init__.py", line 167 in match',
      '  File "/app/package/caf\\xe9/deep.py", line 3 in inner',
      '  File "/app/package/Processor.py", line 9 in Processor',
      '  File "/opt/butcher/butcher_harness/worker.py", line 70 in _work',
      '  File "/opt/butcher/butcher_harness/__main__.py", line 12 in <module>',
      '',
    ].join('\n');
    const expected = {
      file: 'café/deep.py',
      line: 3,
      traceback: [
        'Where it was at the time limit (most recent call last):',
        '  File "Processor.py", line 9, in Processor',
        '  File "café/deep.py", line 3, in inner',
        '',
      ].join('\n'),
    };

    it('and kills it as soon as it has told, in however many pieces', async () => {
      let asked = 0;
      const heard = await Heard.start('worker', ['results'], () => {
        asked += 1;
      });
      heard.member.stop('fragment-timeout');
      heard.member.stop('fragment-timeout');
      assert.deepEqual([asked, heard.kills()], [1, 0]);
      for (let at = 0; at < stack.length; at += 50) await heard.says(Buffer.from(stack.slice(at, at + 50)));
      assert.equal(heard.kills(), 1);
      heard.die();
      assert.deepEqual((await heard.member.died).stack, expected);
    });

    it('also in the middle of a frame, and still notes what it tried before', async () => {
      const heard = await Heard.start('worker', ['results'], () => {});
      heard.member.stop('fragment-timeout');
      const tried = frameBytes({ type: 'violation', kind: 'network', event: 'socket.connect', detail: '' });
      await heard.says(Buffer.concat([tried, Buffer.from(`{"type":"heart${stack}`)]));
      heard.die();
      assert.deepEqual((await heard.member.died).stack, expected);
      assert.deepEqual(heard.told, ['violation']);
    });

    it('and waits for it no longer than half a second, whatever else it says', async () => {
      const heard = await Heard.start('worker', ['results'], () => {});
      heard.member.stop('fragment-timeout');
      for (let times = 0; times < 40; times += 1) await heard.says(Buffer.alloc(20_000, 'x\n'));
      heard.clock.advance(499);
      assert.equal(heard.kills(), 0);
      heard.clock.advance(1);
      assert.equal(heard.kills(), 1);
      heard.die();
      assert.equal((await heard.member.died).stack, null);
    });

    it('and nobody who is ended for anything else', async () => {
      const heard = await Heard.start('merger', ['merged'], () => assert.fail('it was asked'));
      heard.member.stop('results-full', 10);
      assert.equal(heard.kills(), 1);
      heard.die();
      assert.equal((await heard.member.died).stack, null);
    });
  });
});

/** A container whose harness is this test and whose kill takes as long as the test likes. */
class Heard {
  readonly #harness: Duplex;

  private constructor(
    readonly member: RoleContainer,
    /** What it was heard saying, of work and of what it tried. */
    readonly told: string[],
    harness: Duplex,
    readonly die: () => void,
    readonly clock: FakeClock,
    /** How often it was to be killed so far. */
    readonly kills: () => number,
  ) {
    this.#harness = harness;
  }

  /** Brings one to where each of these words is due; none: to where it is loading. */
  static async start(role: Role, due: readonly string[], onAsked?: () => void): Promise<Heard> {
    const [stream, harness] = memoryPair();
    for (const end of [stream, harness]) end.on('error', () => {});
    let end = (_exit: SandboxExit) => {};
    const exited = new Promise<SandboxExit>((resolve) => {
      end = resolve;
    });
    const clock = new FakeClock();
    let kills = 0;
    const sandbox: Sandbox = {
      ...{ id: 'stand-in', role, stream, token: 'token', exited, node: null },
      paths: { package: '/app/package', dataset: '/data', results: '/results', segments: null },
      leaving: new Promise(() => {}),
      peakMemoryBytes: () => null,
      cpuSeconds: () => null,
      ...(onAsked === undefined ? {} : { askForStack: onAsked }),
      destroy: async () => {
        kills += 1;
        await exited;
      },
    };
    const told: string[] = [];
    const tell = (what: string) => () => void told.push(what);
    const member = await RoleContainer.start({
      ...{ role, memoryBytes: 1, segment: null, limits: defaultLimits, clock },
      place: { start: async () => sandbox } as Partial<JobPlace> as JobPlace,
      equip: () => ({ load: { type: 'load' } as LoadMessage, ledger: null, read: null }),
      onUnsent: () => {},
      signal: new AbortController().signal,
      onLogLines: () => {},
      handlers: {
        ready: tell('ready'),
        fragments: tell('fragments'),
        exhausted: tell('exhausted'),
        results: tell('results'),
        merged: tell('merged'),
        finished: tell('finished'),
        failed: tell('failed'),
        violation: tell('violation'),
      },
    });
    const die = () => {
      harness.destroy();
      end({ exitCode: 137, oomKilled: false, destroyed: true, peakMemoryBytes: null });
    };
    const heard = new Heard(member, told, harness.resume(), die, clock, () => kills);
    await heard.says(
      frameBytes({ type: 'hello', protocol: protocolVersion, role, token: 'token', python: '3.13.0' }),
    );
    if (due.length > 0) await heard.says(frameBytes(ready));
    const batch = { first: 1, sizes: Uint32Array.of(1, 1), payload: Buffer.from('xy') };
    if (due.includes('finished')) member.session.finish();
    else if (role === 'splitter') member.session.pull(2, 2);
    else if (due.length > 0) member.give(batch);
    told.length = 0;
    return heard;
  }

  async hangUp(): Promise<void> {
    this.#harness.end();
    await turn();
  }

  async says(bytes: Buffer): Promise<void> {
    this.#harness.write(bytes);
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }
}
