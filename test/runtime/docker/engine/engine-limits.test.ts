import assert from 'node:assert/strict';
import fc from 'fast-check';
import { limitDiagnoses } from '../../../../src/runtime/docker/engine/diagnose-engine.ts';
import {
  type Bound,
  type EngineLimits,
  judgeLimits,
  refusalOf,
  warningsOf,
} from '../../../../src/runtime/docker/engine/engine-limits.ts';

interface Case {
  readonly engine: string;
  readonly info: EngineLimits;
  /** What Podman says of its own; null for Docker. */
  readonly controllers: readonly string[] | null;
  readonly unbounded: readonly Bound[];
  /** Part of what is advised. */
  readonly remedy?: RegExp;
}

const seccomp = 'name=seccomp,profile=default';
const all: EngineLimits = {
  ...{ MemoryLimit: true, SwapLimit: true, PidsLimit: true, CpuCfsQuota: true },
  ...{ CgroupDriver: 'cgroupfs', CgroupVersion: '1', SecurityOptions: [seccomp] },
};
const none = { MemoryLimit: false, SwapLimit: false, PidsLimit: false, CpuCfsQuota: false };
const rootlessDocker = { SecurityOptions: [seccomp, 'name=rootless'] };
const everything: readonly Bound[] = ['memory', 'processes', 'cores'];

const cases: readonly Case[] = [
  { engine: 'Docker of root', info: all, controllers: null, unbounded: [] },
  {
    engine: 'Podman of root',
    info: { ...all, Rootless: false },
    controllers: ['cpu', 'memory', 'pids'],
    unbounded: [],
  },
  {
    engine: 'rootless Docker without control groups',
    info: { ...all, ...none, ...rootlessDocker, CgroupDriver: 'none' },
    controllers: null,
    unbounded: everything,
    remedy: /cgroup v2/,
  },
  {
    engine: 'rootless Docker that has no control groups and says that it limits',
    info: { ...all, ...rootlessDocker, CgroupDriver: 'none' },
    controllers: null,
    unbounded: everything,
  },
  {
    engine: 'rootless Docker without the cores',
    info: { ...all, ...rootlessDocker, CpuCfsQuota: false, CgroupVersion: '2' },
    controllers: null,
    unbounded: ['cores'],
    remedy: /Delegate/,
  },
  {
    engine: 'rootless Podman that tells what the kernel has, and has no part in it',
    info: { ...all, Rootless: true },
    controllers: [],
    unbounded: everything,
    remedy: /cgroup v2/,
  },
  {
    engine: 'rootless Podman in a session as systemd delegates it by itself',
    info: { ...all, Rootless: true, CgroupVersion: '2' },
    controllers: ['memory', 'pids'],
    unbounded: ['cores'],
    remedy: /Delegate/,
  },
  {
    engine: 'rootless Podman with all that is needed',
    info: { ...all, Rootless: true, CgroupVersion: '2' },
    controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
    unbounded: [],
  },
  {
    engine: 'rootless Podman that does not tell',
    info: { ...all, Rootless: true, CgroupVersion: '2' },
    controllers: null,
    unbounded: everything,
  },
  {
    engine: 'a kernel without the memory controller',
    info: { ...all, MemoryLimit: false },
    controllers: null,
    unbounded: ['memory'],
    remedy: /Boot with/,
  },
  {
    engine: 'an engine that tells nothing',
    info: { SecurityOptions: [seccomp] },
    controllers: null,
    unbounded: everything,
  },
];

describe('judgeLimits', () => {
  for (const { engine, info, controllers, unbounded, remedy } of cases)
    it(`judges ${engine}`, () => {
      const judgement = judgeLimits(info, controllers);
      assert.deepEqual(judgement.unbounded, unbounded);
      const refusal = refusalOf(judgement, false);
      assert.equal(refusal === null, unbounded.length === 0);
      for (const bound of unbounded) assert(refusal?.message.includes(bound), bound);
      if (remedy !== undefined) assert.match(refusal?.help ?? '', remedy);
      const [limits] = limitDiagnoses(judgement, false);
      assert.equal(limits?.status, unbounded.length === 0 ? 'ok' : 'fail');
    });

  it('has jobs run where that is allowed, and their reports say so', () => {
    const judgement = judgeLimits({ ...all, PidsLimit: false }, null);
    assert.match(refusalOf(judgement, false)?.help ?? '', /--allow-unbounded/);
    assert.equal(refusalOf(judgement, true), null);
    assert.match(warningsOf(judgement).join(), /cannot bound processes/);
    assert.equal(limitDiagnoses(judgement, true)[0]?.status, 'warn');
    assert.deepEqual(warningsOf(judgeLimits(all, null)), []);
  });

  it('allows nothing where system calls are not filtered', () => {
    const judgement = judgeLimits({ ...all, SecurityOptions: [] }, null);
    assert.match(refusalOf(judgement, true)?.message ?? '', /does not filter system calls/);
    assert.equal(limitDiagnoses(judgement, true)[1]?.status, 'fail');
  });

  it('warns of swap, which takes nothing but speed', () => {
    const judgement = judgeLimits({ ...all, SwapLimit: false }, null);
    assert.equal(refusalOf(judgement, false), null);
    assert.equal(limitDiagnoses(judgement, false)[0]?.status, 'warn');
  });

  it('takes for bounded only what is said to be, by all who say something', () => {
    const said = fc.option(fc.boolean(), { nil: undefined });
    const info = fc.record({
      ...{ MemoryLimit: said, PidsLimit: said, CpuCfsQuota: said, Rootless: said },
      CgroupDriver: fc.constantFrom('none', 'cgroupfs', 'systemd', undefined),
      SecurityOptions: fc.constant([seccomp]),
    }) as fc.Arbitrary<EngineLimits>;
    const controllers = fc.option(fc.subarray(['cpu', 'memory', 'pids', 'io']));
    fc.assert(
      fc.property(info, controllers, (engine, own) => {
        const { unbounded } = judgeLimits(engine, own);
        const holds = (field: boolean | undefined, controller: string) =>
          field === true && (own === null ? engine.Rootless !== true : own.includes(controller));
        const groups = engine.CgroupDriver !== 'none';
        assert.equal(!unbounded.includes('memory'), groups && holds(engine.MemoryLimit, 'memory'));
        assert.equal(!unbounded.includes('processes'), groups && holds(engine.PidsLimit, 'pids'));
        assert.equal(!unbounded.includes('cores'), groups && holds(engine.CpuCfsQuota, 'cpu'));
      }),
    );
  });
});
