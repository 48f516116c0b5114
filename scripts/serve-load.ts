// npm run load: what a chief bears, on loopback with a home of its own. 2 GiB up and down with its memory watched,
// a thousand slow sockets beside 200 requests a second, a thousand queued jobs. Prints figures, and fails on none: they
// are of this machine and of what else it does.
import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { loadavg } from 'node:os';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { tarOf } from '../test/helpers/served-chief.ts';
import { ServingChief } from '../test/helpers/serving-chief.ts';

const MiB = 1024 * 1024;
const largeBytes = 2048 * MiB;
const slowSockets = 1000;
const askedPerSecond = 200;
const askedSeconds = 10;
const queuedJobs = 1000;

const fold =
  'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment)\n';
const copying = {
  'Split.py':
    'def splitter(path):\n    with open(path, "rb") as file:\n        while chunk := file.read(4 << 20):\n            yield chunk\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': fold,
};
const waiting = {
  'Split.py': 'def splitter(path):\n    yield b""\n',
  'Processor.py': 'import time\n\n\ndef Processor(fragment):\n    time.sleep(250)\n    return fragment\n',
  'Merge.py': fold,
};

const chief = await ServingChief.start({ requestsPerSecond: 100_000, requestBurst: 100_000 });
const agent = new Agent({ keepAlive: true });
try {
  await largeThings();
  await slowClients();
  await longQueue();
} finally {
  agent.destroy();
  await chief.stop();
}

/** A dataset of 2 GiB goes in, a job hands it on as its results, and those come out. */
async function largeThings(): Promise<void> {
  const sent = createHash('sha256');
  const memory = watchMemory();
  let began = performance.now();
  const dataset = await ask('POST', '/api/v1/datasets?name=large', Readable.from(chunks(sent)));
  const upSeconds = (performance.now() - began) / 1000;
  const upPeak = memory.peak();
  const job = await submit('copies', copying, { dataset: dataset.dataset.id, options: { workers: 1 } });
  if (job.state !== 'done') throw new Error(`the job came to ${JSON.stringify(job)}`);
  memory.reset();
  began = performance.now();
  const received = createHash('sha256');
  let bytes = 0;
  await pipeline(await stream('GET', `/api/v1/jobs/${job.id}/results`), async (source) => {
    for await (const chunk of source) {
      // The file's bytes begin after one header of the tar.
      const from = Math.max(0, 512 - bytes);
      const to = Math.max(0, 512 + largeBytes - bytes);
      received.update(chunk.subarray(from, Math.max(from, to)));
      bytes += chunk.length;
    }
  });
  const downSeconds = (performance.now() - began) / 1000;
  const same = received.digest('hex') === sent.digest('hex');
  memory.stop();
  print(
    `2 GiB up in ${upSeconds.toFixed(1)} s with the chief at ${mb(upPeak)}, down in ${downSeconds.toFixed(1)} s ` +
      `with it at ${mb(memory.peak())}; ${same ? 'the same bytes' : 'WRONG BYTES'}`,
  );
  if (!same) process.exitCode = 1;
}

/** Sockets that say a byte a second or nothing, and honest requests beside them. */
async function slowClients(): Promise<void> {
  const { hostname, port } = new URL(chief.address);
  const sockets: Socket[] = [];
  for (let number = 0; number < slowSockets; number += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write('POST /api/v1/packages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n');
    sockets.push(socket);
  }
  const dripping = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 1000);
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const began = performance.now();
  for (let number = 0; number < askedPerSecond * askedSeconds; number += 1) {
    await delay(Math.max(0, began + (number * 1000) / askedPerSecond - performance.now()));
    const isHealth = number % 10 === 0;
    const at = performance.now();
    asked.push(
      ask('GET', isHealth ? '/healthz' : '/api/v1/jobs?limit=1').then(() => {
        if (isHealth) times.push(performance.now() - at);
      }),
    );
  }
  await Promise.all(asked);
  clearInterval(dripping);
  for (const socket of sockets) socket.destroy();
  print(
    `/healthz beside ${slowSockets} slow sockets and ${askedPerSecond} requests a second: ${quantiles(times)}`,
  );
}

/** Jobs that wait behind one that takes its time; then the list and the state of one are asked for. */
async function longQueue(): Promise<void> {
  const { digest } = await upload('waits', waiting);
  for (let number = 0; number <= queuedJobs; number += 1)
    await ask('POST', '/api/v1/jobs', { package: digest, options: { workers: 1 } });
  const { items } = await ask('GET', '/api/v1/jobs?state=queued&limit=1');
  const lists: number[] = [];
  const states: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    let at = performance.now();
    await ask('GET', '/api/v1/jobs?limit=100');
    lists.push(performance.now() - at);
    at = performance.now();
    await ask('GET', `/api/v1/jobs/${items[0].id}`);
    states.push(performance.now() - at);
  }
  print(`${queuedJobs} jobs queued: list ${quantiles(lists)}; state ${quantiles(states)}`);
}

function* chunks(hash: Hash): Generator<Buffer> {
  for (let number = 0; number < largeBytes / MiB; number += 1) {
    const chunk = Buffer.alloc(MiB, number % 251);
    hash.update(chunk);
    yield chunk;
  }
}

async function upload(name: string, files: Readonly<Record<string, string>>): Promise<{ digest: string }> {
  return (await ask('POST', `/api/v1/packages?name=${name}`, tarOf(files))).package;
}

async function submit(name: string, files: Readonly<Record<string, string>>, given: object) {
  const { digest } = await upload(name, files);
  const { job } = await ask('POST', '/api/v1/jobs', { package: digest, ...given });
  await text(await stream('GET', `/api/v1/jobs/${job.id}/events`));
  return (await ask('GET', `/api/v1/jobs/${job.id}`)).job;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field.
async function ask(method: string, path: string, body?: object): Promise<any> {
  const answer = await text(await stream(method, path, body));
  return path === '/healthz' ? answer : JSON.parse(answer);
}

function stream(method: string, path: string, body?: object): Promise<IncomingMessage> {
  const isStream = body instanceof Readable;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${chief.address}${path}`, {
      method,
      agent,
      headers: {
        authorization: `Bearer ${chief.token}`,
        ...(body === undefined
          ? {}
          : { 'content-type': isStream ? 'application/x-tar' : 'application/json' }),
      },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      if (answer.statusCode! < 400) resolve(answer);
      else
        void text(answer).then((told) =>
          reject(new Error(`${method} ${path}: ${answer.statusCode} ${told}`)),
        );
    });
    if (isStream) pipeline(body, sent).catch(reject);
    else sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Looks at the chief's resident memory again and again. */
function watchMemory() {
  let peak = 0;
  const look = () => {
    const status = readFileSync(`/proc/${chief.process.pid}/status`, 'utf8');
    peak = Math.max(peak, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024);
  };
  const timer = setInterval(look, 50).unref();
  chief.process.once('exit', () => clearInterval(timer));
  return {
    peak: () => peak,
    reset: () => {
      peak = 0;
    },
    stop: () => clearInterval(timer),
  };
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function print(line: string): void {
  console.log(`${line} (load ${loadavg()[0]!.toFixed(1)})`);
}
