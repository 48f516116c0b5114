import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { pack } from 'tar-fs';

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const packageFolder = fileURLToPath(new URL('./package', import.meta.url));

/** What `serve.warmJobs` is unless configured. */
const waitingJobs = 2;

/** A chief on loopback with a package uploaded, asked the way any client asks. */
export class WarmChief {
  readonly #process: ReturnType<typeof startChief>;
  readonly #folder: string;
  readonly #address: string;
  readonly #token: string;
  #digest = '';

  private constructor(
    process: ReturnType<typeof startChief>,
    folder: string,
    address: string,
    token: string,
  ) {
    this.#process = process;
    this.#folder = folder;
    this.#address = address;
    this.#token = token;
  }

  /** Starts it and uploads a package of `work.json` and the bench's sources. */
  static async start(workJson: string): Promise<WarmChief> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-bench-chief-'));
    const home = join(folder, 'home');
    const process = startChief(home);
    const lines: string[] = [];
    for await (const line of createInterface({ input: process.stdout })) {
      lines.push(line);
      const serving = / at (http:\S+) /.exec(line);
      if (serving === null) continue;
      const token = (await readFile(join(home, 'admin.token'), 'utf8')).trim();
      const chief = new WarmChief(process, folder, serving[1]!, token);
      try {
        await chief.#upload(workJson);
      } catch (error) {
        await chief.stop();
        throw error;
      }
      return chief;
    }
    await process;
    throw new Error(`the chief ended: ${lines.join('\n')}`);
  }

  /** Resolves when as many containers wait for jobs as a chief lets wait. */
  async warm(): Promise<void> {
    for (;;) {
      const metrics = await (await this.#ask('/metrics')).text();
      if (Number(/^butcher_warm_jobs (\d+)$/m.exec(metrics)?.[1]) >= waitingJobs) return;
      await delay(50);
    }
  }

  /** Seconds from the request that submits a job to the event that says it is done. */
  async submit(): Promise<number> {
    const started = performance.now();
    const answer = await this.#ask('/api/v1/jobs', { package: this.#digest, options: { workers: 1 } });
    const { job } = (await answer.json()) as { job: { id: string } };
    const events = await this.#ask(`/api/v1/jobs/${job.id}/events`);
    let told = '';
    for await (const chunk of events.body!) {
      told += Buffer.from(chunk as Uint8Array).toString();
      if (told.includes('"type":"report"')) break;
    }
    const seconds = (performance.now() - started) / 1000;
    if (!told.includes('"state":"done"')) throw new Error(`the job did not end well: ${told}`);
    return seconds;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#process;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #upload(workJson: string): Promise<void> {
    const tar = pack(packageFolder, {
      finalize: false,
      finish: (stream) => stream.entry({ name: 'work.json' }, workJson, () => stream.finalize()),
    });
    const answer = await this.#ask('/api/v1/packages?name=bench', Readable.from(tar, { objectMode: false }));
    this.#digest = ((await answer.json()) as { package: { digest: string } }).package.digest;
  }

  async #ask(path: string, body?: object): Promise<Response> {
    const isStream = body instanceof Readable;
    const sent = {
      method: 'POST',
      body: isStream ? Readable.toWeb(body) : JSON.stringify(body),
      duplex: 'half' as const,
    };
    const type = isStream ? 'application/x-tar' : 'application/json';
    const answer = await fetch(`${this.#address}${path}`, {
      ...(body === undefined ? {} : sent),
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

function startChief(home: string) {
  return execa(process.execPath, [command, 'serve', '--listen', '127.0.0.1:0'], {
    env: { BUTCHER_HOME: home },
    stderr: 'ignore',
    buffer: false,
    // It ends what it runs first.
    forceKillAfterDelay: false,
  });
}
