import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { butcherCommand } from './butcher-command.ts';
import { endWithTests, inOwnSession } from './own-session.ts';

const [program, ...args] = butcherCommand;

/** A real `butcher serve` in a process of its own, on a free port of the loopback, with a home of its own. */
export class ServingChief {
  readonly #folder: string;

  private constructor(
    readonly home: string,
    readonly address: string,
    readonly token: string,
    readonly process: ChildProcess,
    /** Goes when the chief has stopped. */
    folder: string,
    /** All that it has written to its log. */
    readonly log: () => string,
  ) {
    this.#folder = folder;
  }

  /**
   * `settings` are those of the configuration's table `serve`. A home that is given stays. With a `port` it can be
   * started where an earlier one was.
   */
  static async start(
    settings: object = {},
    environment: Readonly<Record<string, string>> = {},
    given: string | null = null,
    port = 0,
  ): Promise<ServingChief> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-serving-'));
    const home = given ?? folder;
    const config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify({ serve: settings }));
    const child = spawn(program, [...args, 'serve', '--listen', `127.0.0.1:${port}`], {
      env: { ...process.env, ...environment, BUTCHER_HOME: home, BUTCHER_CONFIG: config },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...inOwnSession,
    });
    endWithTests(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    // What it notes in its home may be missing, as on a full disk.
    const address = await new Promise<string>((resolve, reject) => {
      let told = '';
      child.stdout.on('data', (chunk: Buffer) => {
        told += chunk.toString();
        const serving = /^Serving .* at (\S+)(?: \(.*)?\n/m.exec(told);
        if (serving !== null) resolve(serving[1]!);
      });
      child.once('exit', () => reject(new Error(`the chief ended: ${said}`)));
    });
    try {
      const token = (await readFile(join(home, 'admin.token'), 'utf8')).trim();
      return new ServingChief(home, address, token, child, folder, () => said);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Resolves when containers wait for jobs. */
  async warm(): Promise<void> {
    const headers = { authorization: `Bearer ${this.token}` };
    for (;;) {
      const metrics = await (await fetch(`${this.address}/metrics`, { headers })).text();
      if (/^butcher_warm_jobs [1-9]/m.test(metrics)) return;
    }
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const exited = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
