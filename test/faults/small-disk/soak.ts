import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { tarMembers } from '../../helpers/compare-tars.ts';
import { tarOf } from '../../helpers/served-chief.ts';
import { ServingChief } from '../../helpers/serving-chief.ts';
import { pick, seededRandom } from '../random.ts';
import { ApiClient, type Body } from './api-client.ts';
import { SmallDisk } from './small-disk.ts';

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** What came of it: how often what happened, and every sentence about what must not. */
export interface SoakVerdict {
  readonly counts: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

interface EndedJob {
  readonly id: string;
  readonly state: string;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

const MB = 1e6;
const diskBytes = 500 * MB;
const fragments = 6;
const fragmentBytes = 200_000;
/** How long things may take to end, or be free again, once the time is over. */
const patienceMs = 90_000;
const settings = { slots: 4, runningJobs: 4, warmJobs: 0, requestsPerSecond: 1000, requestBurst: 2000 };

const split = (count: number, bytes: number) =>
  `def splitter(path):\n    for number in range(${count}):\n        yield b"%d" % (number % 10) * ${bytes}\n`;
const echo = 'def Processor(fragment):\n    return fragment\n';
const append =
  'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment)\n';
const honest = { 'Split.py': split(fragments, fragmentBytes), 'Processor.py': echo, 'Merge.py': append };
const expected = Buffer.concat(
  Array.from({ length: fragments }, (_, number) => Buffer.alloc(fragmentBytes, `${number}`)),
);

/** What somebody does who wants all the space: each is a package, and ends by itself within seconds. */
const greedy: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  allots: {
    'Split.py': split(1, 1),
    'Processor.py': echo,
    'Merge.py': `import os, time

def merger(fragment, job_name):
    size, files, until = 64 << 20, [], time.time() + 6
    while time.time() < until:
        file = os.open("f%d" % len(files), os.O_CREAT | os.O_RDWR)
        files.append(file)
        try:
            os.posix_fallocate(file, 0, size)
        except OSError:
            size = max(4096, size // 2)
            time.sleep(0.05)
`,
  },
  writes: { 'Split.py': split(80, 5_000_000), 'Processor.py': echo, 'Merge.py': append },
  fails: {
    'Split.py': split(60, 8_000_000),
    'Processor.py': 'def Processor(fragment):\n    raise ValueError("no")\n',
    'Merge.py': append,
  },
};

/**
 * A chief on a file system of 500 MB for so long, with one account that takes what it can and two that do honest work;
 * then the disk is filled from outside, the chief started again on it, and everything deleted.
 */
export async function soakSmallDisk({ seconds, seed, say }: SoakOptions): Promise<SoakVerdict> {
  const soak = new Soak(await SmallDisk.make(diskBytes), seed, say);
  try {
    return await soak.run(seconds);
  } finally {
    await soak.end();
  }
}

class Soak {
  readonly #counts: Record<string, number> = {};
  readonly #wrong: string[] = [];
  readonly #disk: SmallDisk;
  readonly #random: () => number;
  readonly #say: (text: string) => void;
  readonly #clients = new Map<string, string>();
  #chief: ServingChief | null = null;

  constructor(disk: SmallDisk, seed: number, say: (text: string) => void) {
    this.#disk = disk;
    this.#random = seededRandom(seed);
    this.#say = say;
  }

  async run(seconds: number): Promise<SoakVerdict> {
    await this.#start();
    for (const account of ['greedy', 'ann', 'bob']) this.#clients.set(account, await this.#token(account));
    const until = performance.now() + seconds * 1000;
    await Promise.all([
      this.#workHonestly('ann', until),
      this.#workHonestly('bob', until),
      ...[1, 2].map(() => this.#beGreedy(until)),
    ]);
    this.#say('the time is over; the disk is filled, and the chief started again on it');
    await this.#restartFull();
    await this.#assertStrikes();
    return { counts: this.#counts, wrong: this.#wrong };
  }

  async end(): Promise<void> {
    await this.#chief?.stop();
    await this.#disk.remove();
  }

  async #start(): Promise<void> {
    this.#chief = await ServingChief.start(settings, {}, this.#disk.home);
  }

  #client(account: string): ApiClient {
    const { address } = this.#chief!;
    return new ApiClient(address, account === 'admin' ? this.#chief!.token : this.#clients.get(account)!);
  }

  async #token(account: string): Promise<string> {
    const made = this.#client('admin').json<{ token: string }>(
      'POST',
      '/tokens',
      JSON.stringify({ account }),
      'application/json',
    );
    return (await made).token;
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  async #workHonestly(account: string, until: number): Promise<void> {
    while (performance.now() < until) {
      const digest = await this.#upload(account, honest, until);
      if (digest === null) return;
      const job = await this.#runJob(account, digest, { name: 'honest' }, until);
      if (job === null) return;
      if (job.state !== 'done') {
        this.#wrong.push(`${account}: an honest job is ${job.state}: ${this.#causeOf(job)}`);
        continue;
      }
      const tar = await this.#client(account).ask('GET', `/jobs/${job.id}/results`);
      const members = await tarMembers(Buffer.from(await tar.arrayBuffer()));
      if (!members.get('all')?.bytes.equals(expected))
        this.#wrong.push(`${account}: results are not what they should be`);
      const gone = await this.#client(account).ask('DELETE', `/jobs/${job.id}`);
      if (!gone.ok) this.#wrong.push(`${account}: a job could not be deleted: ${await gone.text()}`);
      this.#count('honest: done, with the right bytes');
    }
  }

  async #beGreedy(until: number): Promise<void> {
    while (performance.now() < until) {
      const act = pick([...Object.keys(greedy), 'uploads'], this.#random);
      if (act === 'uploads') await this.#uploadAll();
      else {
        const digest = await this.#upload('greedy', greedy[act]!, until);
        if (digest === null) return;
        const options = { onError: 'skip', limits: { fragmentBytes: '16MiB' } };
        const job = await this.#runJob('greedy', digest, { name: act, options }, until);
        if (job === null) return;
        this.#count(`greedy: ${act}: ${job.failure?.code ?? job.state}`);
        if (job.failure?.code === 'internal') this.#wrong.push(`our fault: ${this.#causeOf(job)}`);
      }
    }
  }

  /** Of what is our fault, only the chief's log says more. */
  #causeOf({ id, failure }: EndedJob): string {
    const line = this.#chief!.log()
      .split('\n')
      .find((text) => text.includes(id) && text.includes('our fault'));
    return failure?.code === 'internal' ? `${line}` : `${failure?.message}`;
  }

  async #uploadAll(): Promise<void> {
    const sent = Array.from({ length: 4 }, async () => {
      const answer = await this.#client('greedy').ask(
        'POST',
        '/datasets?name=bulk',
        Buffer.alloc(20 * MB, 'x'),
        'application/octet-stream',
      );
      this.#count(`greedy: uploads: ${answer.status}`);
      await answer.arrayBuffer();
    });
    await Promise.all(sent);
  }

  /** Its digest; tries again while the disk is short, until the time is over. */
  async #upload(
    account: string,
    files: Readonly<Record<string, string>>,
    until: number,
  ): Promise<string | null> {
    const body = await buffer(tarOf(files));
    const answer = await this.#taken(account, '/packages', body, 'application/x-tar', until);
    return answer === null ? null : ((await answer.json()) as { package: { digest: string } }).package.digest;
  }

  /** The answer once it is taken; null where the disk is short until the time is over. */
  async #taken(
    account: string,
    path: string,
    body: Body,
    type: string,
    until: number,
  ): Promise<Response | null> {
    for (;;) {
      const answer = await this.#client(account).ask('POST', path, body, type);
      if (answer.ok) return answer;
      const said = await answer.text();
      if (answer.status !== 507 || answer.headers.get('retry-after') === null)
        this.#wrong.push(`${account}: POST ${path} got ${answer.status}: ${said}`);
      this.#count(`${account}: told to come back, the disk being short`);
      if (performance.now() > until) return null;
      await setTimeout(500);
    }
  }

  /** Null where the disk is too short for a job to be taken until the time is over. */
  async #runJob(account: string, digest: string, rest: object, until: number): Promise<EndedJob | null> {
    const client = this.#client(account);
    const submission = JSON.stringify({ package: digest, ...rest });
    const answer = await this.#taken(account, '/jobs', submission, 'application/json', until);
    if (answer === null) return null;
    const { job } = (await answer.json()) as { job: EndedJob };
    const state = () => client.json<{ job: EndedJob }>('GET', `/jobs/${job.id}`);
    if (!(await client.endsWithin(patienceMs, `/jobs/${job.id}/events`)))
      throw new Error(`a job does not end: ${JSON.stringify(await state())}\n${await this.#whatIs(job.id)}`);
    return (await state()).job;
  }

  /** What the chief says of itself and of a job. */
  async #whatIs(id: string): Promise<string> {
    const ready = await (await fetch(`${this.#chief!.address}/readyz`)).text();
    const lines = this.#chief!.log().trim().split('\n');
    const ofJob = lines.filter((line) => line.includes(id)).slice(-20);
    return [ready, ...ofJob, '…', ...lines.slice(-20)].join('\n');
  }

  async #restartFull(): Promise<void> {
    const fresh = await this.#token('late');
    this.#clients.set('late', fresh);
    const giveBack = await this.#disk.fill();
    await this.#chief!.stop();
    await this.#disk.fill();
    await this.#start();
    const ready = await fetch(`${this.#chief!.address}/readyz`);
    const reason = await ready.text();
    if (ready.status !== 503 || !/of the disk of this chief are free/.test(reason))
      this.#wrong.push(`a full disk is told as ${ready.status}: ${reason}`);
    const read = await this.#client('late').ask('GET', '/jobs');
    if (!read.ok) this.#wrong.push(`a token used for the first time cannot read: ${await read.text()}`);
    await this.#deleteAll();
    await giveBack();
    const since = performance.now();
    while (!(await fetch(`${this.#chief!.address}/readyz`)).ok) {
      if (performance.now() - since > patienceMs) {
        this.#wrong.push('it is not ready although there is room again');
        return;
      }
      await setTimeout(200);
    }
    this.#count('started on a full disk, all deleted, ready again');
  }

  async #deleteAll(): Promise<void> {
    for (const kind of ['jobs', 'datasets', 'packages'])
      for (const { id, digest, owner } of await this.#all(kind)) {
        const path = `/${kind}/${kind === 'packages' ? digest : id}`;
        if (kind === 'jobs') await this.#client('admin').ask('POST', `${path}/cancel`);
        const gone = await this.#client(kind === 'packages' ? owner! : 'admin').ask('DELETE', path);
        if (!gone.ok) this.#wrong.push(`DELETE ${path} on a full disk: ${gone.status} ${await gone.text()}`);
        this.#count(`deleted on a full disk: ${kind}`);
      }
    for (const kind of ['jobs', 'datasets', 'packages'])
      if ((await this.#all(kind)).length > 0) this.#wrong.push(`some ${kind} are left`);
  }

  async #all(
    kind: string,
  ): Promise<readonly { readonly id?: string; readonly digest?: string; readonly owner?: string }[]> {
    return (await this.#client('admin').json<{ items: { id: string }[] }>('GET', `/${kind}?limit=1000`))
      .items;
  }

  async #assertStrikes(): Promise<void> {
    const { items } = await this.#client('admin').json<{ items: { name: string; strikes: number }[] }>(
      'GET',
      '/accounts?limit=1000',
    );
    for (const { name, strikes } of items)
      if (strikes > 0) this.#wrong.push(`${name} has ${strikes} strikes`);
  }
}
