import assert from 'node:assert/strict';
import { type LoadMessage, protocolVersion, type Role } from '../../../src/bridge/messages.ts';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';
import { ContainerStarter } from '../../../src/jobs/containers/container-starter.ts';
import { SegmentOwners } from '../../../src/jobs/disk/segment-owners.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import type { JobPlace, Sandbox, SandboxExit } from '../../../src/runtime/runtime.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { FrameReader, frameBytes } from '../../helpers/frames.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { fakeSource } from '../../helpers/run-fake-job.ts';

const MiB = 1024 * 1024;

/** Bytes that a container of the role may have in its segment, of a job that may come to have so many workers. */
async function segmentBytes(role: Role, mostWorkers?: number): Promise<number> {
  const [near, far] = memoryPair();
  let exit: (exit: SandboxExit) => void = () => {};
  const exited = new Promise<SandboxExit>((resolve) => {
    exit = resolve;
  });
  const place = {
    start: async (request: Parameters<JobPlace['start']>[0]) => {
      await request.segment?.();
      const segments = { own: (path: string) => path, fragments: '/f', results: '/r' };
      return {
        ...{ id: '1', role, node: null, token: 'token', stream: near, exited },
        paths: { package: '/p', dataset: '/d', results: '/o', segments },
        leaving: new Promise<void>(() => {}),
        peakMemoryBytes: () => null,
        cpuSeconds: () => null,
        destroy: async () =>
          exit({ exitCode: null, oomKilled: false, destroyed: true, peakMemoryBytes: null }),
      } as Sandbox;
    },
  } as unknown as JobPlace;
  const starter = new ContainerStarter({
    request: { name: 'job', source: fakeSource, options: { ...plainOptions, limits: defaultLimits } },
    ...{ place, owners: new SegmentOwners(), keepsResults: false, clock: new FakeClock() },
    segments: { create: async () => ({ name: 's', path: '/s' }) } as never,
    signal: new AbortController().signal,
    ...(mostWorkers === undefined ? {} : { mostWorkers }),
  });
  const container = await starter.start({
    ...{ role, memoryBytes: 1, handlers: {}, onLogLines: () => {}, onUnsent: () => {} },
  });
  far.write(frameBytes({ type: 'hello', protocol: protocolVersion, role, token: 'token', python: '3.13' }));
  const { message } = (await new FrameReader(far).next())!;
  await container.release();
  const { blockBytes, blocks } = (message as unknown as LoadMessage).segments.own!;
  return blockBytes * blocks!;
}

describe('the segment of a splitter', () => {
  it('has room for all of the window, however many workers the job may come to have', async () => {
    assert.equal(await segmentBytes('splitter'), defaultLimits.windowBytes);
    assert.equal(await segmentBytes('splitter', 100), defaultLimits.windowBytes);
    assert.equal(await segmentBytes('splitter', 300), 3 * defaultLimits.windowBytes);
    assert.equal(await segmentBytes('splitter', 100_000), 164 * 16 * MiB, 'up to the most that there may be');
    assert.equal(await segmentBytes('worker', 300), defaultLimits.windowBytes, 'a worker’s does not grow');
  });
});
