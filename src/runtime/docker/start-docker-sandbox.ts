import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Role } from '../../bridge/messages.ts';
import { attachedStdio, firstBytes } from '../../bridge/transports/attached-stdio.ts';
import { StdioDemultiplexer } from '../../bridge/transports/stdio-demultiplexer.ts';
import { listenOnce, type OneShotListener, socketName } from '../../bridge/transports/unix-listener.ts';
import { removeTree } from '../../trees/trees.ts';
import type { Turns } from '../../turns/turns.ts';
import { dialledBack } from '../dialled-back.ts';
import { sandboxLabels } from '../labels.ts';
import { LogTap } from '../log-tap.ts';
import type { JobPlaceSpec, SandboxRequest, SegmentPaths } from '../runtime.ts';
import { sandboxEnvironment } from '../sandbox-environment.ts';
import { containerOptions, type SandboxMount } from './container-options.ts';
import { ControlGroup } from './control-group.ts';
import { DockerSandbox, type NamelessSandbox } from './docker-sandbox.ts';
import type { EngineClient } from './engine/engine-client.ts';
import type { EngineDialect } from './engine/engine-facts.ts';
import { streamClosed } from './engine/stream-closed.ts';
import { harnessCommand } from './image/image-names.ts';
import { giveTo, type JobUser } from './job-user.ts';
import type { Leftovers } from './leftovers.ts';
import { packagePath } from './sandbox-paths.ts';

/** What all sandboxes of a job share; `leftovers` and `turns` those of all jobs. */
export interface DockerPlaceContext {
  readonly engine: EngineClient;
  readonly leftovers: Leftovers;
  readonly turns: Turns;
  readonly spec: Pick<JobPlaceSpec, 'jobId' | 'account' | 'image' | 'folders' | 'limits'>;
  readonly user: JobUser;
  readonly segments: SegmentPaths | null;
  /** What a role sees of package, dataset and results. */
  readonly mounts: (role: Role) => readonly SandboxMount[];
  readonly transport: 'unix' | 'stdio';
  readonly seccomp: string;
  readonly dialect: EngineDialect;
  readonly engineCpus: number;
  readonly ociRuntime: string | null;
  /** Value of the chief's label. */
  readonly chief: string;
  /** How long a harness may take to dial back. */
  readonly dialBackMs: number;
}

/** What a job needs to know beside its spec. */
export type DockerPlaceSettings = Omit<DockerPlaceContext, 'spec' | 'segments' | 'mounts'>;

const bridgeFolder = '/run/butcher';

/**
 * Starts one container when its turn has come and waits for its harness; promises and failures are those of
 * `JobPlace.start`. Calls `onAsked` when the rest is the engine's work.
 */
export function startDockerSandbox(
  job: DockerPlaceContext,
  request: SandboxRequest,
  onAsked: () => void = () => {},
): Promise<NamelessSandbox> {
  const { account = '', jobId } = job.spec;
  return job.turns.take([account, jobId], request.signal, () => start(job, request, onAsked));
}

async function start(
  job: DockerPlaceContext,
  request: SandboxRequest,
  onAsked: () => void,
): Promise<NamelessSandbox> {
  const { engine, spec } = job;
  const name = `butcher-${randomBytes(8).toString('hex')}`;
  const token = randomBytes(16).toString('hex');
  const log = new LogTap(spec.limits.logBytes, request.onLog);
  const listener = job.transport === 'unix' ? await listen(job, name) : null;
  let attached: Duplex | null = null;
  let stopWaiting = () => {};
  try {
    request.signal.throwIfAborted();
    const segment = job.segments === null ? null : ((await request.segment?.()) ?? null);
    if (segment !== null) await giveTo(job.user, segment);
    const id = await engine.create(optionsFor(job, { ...request, segment }, name, token));
    request.signal.throwIfAborted();
    const attaching = engine.attach(name, { stdin: listener === null });
    const waiting = engine.wait(name, 'next-exit');
    // What one of them has given is let go of, too, where the other failed.
    await Promise.allSettled([
      attaching.then((stdio) => {
        attached = stdio;
      }),
      waiting.then(({ stop }) => {
        stopWaiting = stop;
      }),
    ]);
    attached = await attaching;
    const ending = await waiting;
    request.signal.throwIfAborted();
    const stream = listener === null ? attachedStdio(attached, (chunk) => log.write(chunk)) : null;
    if (stream === null) readLog(attached, log);
    const starting = engine.start(name);
    onAsked();
    await starting;
    const bridge = await dialledBack({
      kind: 'container',
      request,
      bridge: stream === null ? listener!.connection : firstBytes(stream).then(() => stream),
      ended: endOf(attached, ending.exitCode),
      log,
      patienceMs: job.dialBackMs,
    });
    const group = await ControlGroup.open(id, async () => (await engine.state(name))?.pid ?? null);
    // The kernel holds the folder for as long as the socket, and frees its space for whoever lets go last: not here.
    bridge.once('close', () => void removeSocket(job, name));
    return new DockerSandbox(engine, job.leftovers, request, {
      id,
      name,
      token,
      bridge,
      attached,
      exitCode: ending.exitCode,
      group,
      dialect: job.dialect,
      hasSocket: listener !== null,
    });
  } catch (error) {
    attached?.destroy();
    await listener?.close();
    await removeSocket(job, name);
    // Also when creating it seemed to fail: the answer may have been lost after the deed.
    await job.leftovers.remove(name);
    stopWaiting();
    throw error;
  }
}

async function listen(job: DockerPlaceContext, name: string): Promise<OneShotListener> {
  const folder = socketFolder(job, name);
  await mkdir(folder, { mode: 0o700 });
  const listener = await listenOnce(folder);
  await giveTo(job.user, join(folder, socketName));
  await giveTo(job.user, folder);
  return listener;
}

/** What is left when this fails goes with the job's scratch folder. */
async function removeSocket(job: DockerPlaceContext, name: string): Promise<void> {
  await removeTree(socketFolder(job, name)).catch(() => {});
}

function socketFolder(job: DockerPlaceContext, name: string): string {
  return join(job.spec.folders.scratch, name);
}

/** What is asked for, with the file that it has as its segment. */
type SharingRequest = Omit<SandboxRequest, 'segment'> & { readonly segment: string | null };

function optionsFor(job: DockerPlaceContext, request: SharingRequest, name: string, token: string) {
  const { spec } = job;
  const stdio = job.transport === 'stdio';
  return containerOptions({
    name,
    image: spec.image,
    role: request.role,
    labels: sandboxLabels(job.chief, spec.jobId, request.role),
    env: sandboxEnvironment({
      role: request.role,
      bridge: stdio ? 'stdio' : `unix:${bridgeFolder}/${socketName}`,
      token,
      cpus: spec.limits.cpus,
    }),
    command: harnessCommand,
    uid: job.user.uid,
    memoryBytes: request.memoryBytes,
    limits: spec.limits,
    seccomp: job.seccomp,
    dialect: job.dialect,
    engineCpus: job.engineCpus,
    ociRuntime: job.ociRuntime,
    workingDir: packagePath,
    mounts: [
      ...job.mounts(request.role),
      ...(stdio
        ? []
        : [{ source: socketFolder(job, name), target: bridgeFolder }, ...segmentMounts(job, request)]),
    ],
    stdio,
  });
}

/** The one segment that the sandbox writes, and those that it reads. */
function segmentMounts(
  { spec, segments }: DockerPlaceContext,
  { role, segment }: SharingRequest,
): SandboxMount[] {
  if (segments === null) return [];
  const { own, fragments, results } = segments;
  const mounts: SandboxMount[] = [];
  if (segment !== null) mounts.push({ source: segment, target: own(segment), writable: true });
  if (role === 'worker') mounts.push({ source: spec.folders.segments.fragments, target: fragments });
  if (role === 'merger') mounts.push({ source: spec.folders.segments.results, target: results });
  return mounts;
}

/** Both output streams are log. Past the limit nobody reads on: the engine throws away what nobody takes. */
function readLog(attached: Duplex, log: LogTap): void {
  const take = (chunk: Buffer) => {
    log.write(chunk);
    if (log.cut) attached.destroy();
  };
  const output = new StdioDemultiplexer(take);
  output.on('data', take);
  output.on('error', () => attached.destroy());
  attached.pipe(output);
}

/** Resolves with the exit code when all that the container wrote was read. */
async function endOf(attached: Duplex, exitCode: Promise<number | null>): Promise<number | null> {
  const code = await exitCode;
  await streamClosed(attached);
  return code;
}
