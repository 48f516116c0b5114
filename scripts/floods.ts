// node --import tsx scripts/floods.ts [SECONDS]: a fork bomb, a memory bomb, a disk filler and a log flood at once, on
// a chief of its own that is asked all the while whether it is well, and honest jobs beside them.
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { tarMembers } from '../test/helpers/compare-tars.ts';
import { containersOf } from '../test/helpers/docker-containers.ts';
import { tarOf } from '../test/helpers/served-chief.ts';
import { ServingChief } from '../test/helpers/serving-chief.ts';
import { canary, canaryResult } from '../test/hostile/canary.ts';
import { readCases } from '../test/hostile/hostile-case.ts';
import { type HealthTimes, HealthWatch } from './floods/health-watch.ts';

const seconds = Number(process.argv[2] ?? 30);
/** `/healthz` has to answer within this while all of it goes on, in milliseconds. */
const dueMs = 100;

const { 'sandboxed.py': sandboxed } = Object.fromEntries(
  [...readCases()[0]!.source.files].map(([path, { bytes }]) => [path, bytes.toString()]),
);
const split = 'def splitter(path):\n    for number in range(4):\n        yield b"%d" % number\n';
const echo = 'def Processor(fragment):\n    return fragment\n';
const fold =
  'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment)\n';
const whole = { 'Split.py': split, 'Processor.py': echo, 'Merge.py': fold, 'sandboxed.py': sandboxed! };
const begin = 'from sandboxed import require_sandbox\n\n\ndef Processor(fragment):\n    require_sandbox()\n';

const floods: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'fork-bomb': {
    ...whole,
    'Processor.py': `import os\n\n${begin}    while len(fragment) < 99:\n        try:\n            os.fork()\n        except OSError:\n            pass\n    return fragment\n`,
  },
  'memory-bomb': {
    ...whole,
    'Processor.py': `${begin}    held = []\n    for _ in range(4000):\n        held.append(bytearray(b"x") * 1_000_000)\n    return fragment\n`,
  },
  'disk-filler': {
    ...whole,
    'Merge.py':
      'from sandboxed import require_sandbox\n\n\ndef merger(fragment, job_name):\n    require_sandbox()\n    for number in range(4000):\n' +
      '        with open(f"{fragment.decode()}-{number}", "wb") as file:\n            file.write(bytes(1_000_000))\n',
  },
  'log-flood': {
    ...whole,
    'Processor.py': `import os\n\n${begin}    for _ in range(100_000):\n        os.write(1, b"flood" * 10_000)\n        os.write(2, b"\\n" * 10_000)\n    return fragment\n`,
  },
};
const limits = { memory: '256MiB', memoryCap: '256MiB', resultsBytes: '1GiB', fragmentSeconds: 10 };
const honest = Object.fromEntries([...canary.files].map(([path, { bytes }]) => [path, bytes.toString()]));

const freeBefore = await freeBytes();
const processorsBefore = processorTime();
const chief = await ServingChief.start({
  slots: 8,
  runningJobs: 8,
  requestsPerSecond: 1000,
  requestBurst: 1000,
});
// What is loaded with the first job is loaded.
await run('honest', honest, { workers: 1 });
const until = performance.now() + seconds * 1000;
const ended: Record<string, number> = {};
let wrong = 0;
const watch = new HealthWatch(chief.address);
let health: HealthTimes;

try {
  await Promise.all([
    ...Object.entries(floods).map(async ([name, files]) => {
      while (performance.now() < until) {
        const { state, failure } = await run(name, files, { workers: 1, retries: 0, limits });
        const verdict = `${name}: ${failure?.code ?? state}`;
        ended[verdict] = (ended[verdict] ?? 0) + 1;
      }
    }),
    (async () => {
      while (performance.now() < until) {
        const { id, state } = await run('honest', honest, { workers: 1 });
        const bytes = state === 'done' ? await resultOf(id) : null;
        const verdict = bytes === canaryResult ? 'honest: byte-identical' : `honest: WRONG, ${state}`;
        if (bytes !== canaryResult) wrong += 1;
        ended[verdict] = (ended[verdict] ?? 0) + 1;
      }
    })(),
  ]);
} finally {
  health = await watch.stop().finally(() => chief.stop());
}
const times = health.times.toSorted((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(1);
for (const [verdict, count] of Object.entries(ended).sort())
  console.log(`${String(count).padStart(4)}  ${verdict}`);
const left = await containersOf(chief.home);
console.log(
  `/healthz, asked ${times.length} times: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms ` +
    `(due below ${dueMs} ms; the process that asks was itself late by up to ${health.lateMs.toFixed(0)} ms); ` +
    `${hostShare()}${left.length} containers left; ` +
    `free space ${Math.round((freeBefore - (await freeBytes())) / 1e6)} MB less; load ${loadavg()[0]!.toFixed(1)}`,
);
process.exitCode = wrong > 0 || left.length > 0 || Number(at(1)) >= dueMs ? 1 : 0;

interface Ended {
  readonly id: string;
  readonly state: string;
  readonly failure: { readonly code: string } | null;
}

/** Uploads and submits, and follows the job to its end. */
async function run(name: string, files: Readonly<Record<string, string>>, options: object): Promise<Ended> {
  const body = await buffer(tarOf(files));
  const uploaded = await ask('POST', '/packages', body, 'application/x-tar');
  const { digest } = ((await uploaded.json()) as { package: { digest: string } }).package;
  const submission = JSON.stringify({ package: digest, name, options });
  const submitted = await ask('POST', '/jobs', submission, 'application/json');
  const { id } = ((await submitted.json()) as { job: { id: string } }).job;
  await (await ask('GET', `/jobs/${id}/events`)).arrayBuffer();
  const { job } = (await (await ask('GET', `/jobs/${id}`)).json()) as { job: Ended };
  return { id, state: job.state, failure: job.failure };
}

async function resultOf(id: string): Promise<string | undefined> {
  const answer = await ask('GET', `/jobs/${id}/results`);
  return (await tarMembers(Buffer.from(await answer.arrayBuffer()))).get('all')?.bytes.toString();
}

async function ask(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
  const headers = { authorization: `Bearer ${chief.token}`, ...(type && { 'content-type': type }) };
  const answer = await fetch(`${chief.address}/api/v1${path}`, { method, headers, ...(body && { body }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/**
 * What a virtual machine's host gave to others, which no priority in the machine can mend; empty where it is not known.
 */
function hostShare(): string {
  if (processorsBefore === null) return '';
  const { all, stolen } = processorTime()!;
  const share = (stolen - processorsBefore.stolen) / (all - processorsBefore.all);
  return `the host was away for ${Math.round(share * 100)} % of the processors’ time; `;
}

/** Of all processors since they were started, in the kernel's ticks. */
function processorTime(): { readonly all: number; readonly stolen: number } | null {
  try {
    const ticks = readFileSync('/proc/stat', 'latin1')
      .split('\n')[0]!
      .trim()
      .split(/ +/)
      .slice(1, 9)
      .map(Number);
    return { all: ticks.reduce((sum, more) => sum + more, 0), stolen: ticks[7]! };
  } catch {
    return null;
  }
}

async function freeBytes(): Promise<number> {
  const { bavail, bsize } = await statfs(tmpdir());
  return bavail * bsize;
}
