import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../test/helpers/free-port.ts';
import { Client, type Door } from './client.ts';
import type { Machine } from './machine.ts';

export interface ChiefPlace {
  /** Name of the home, in the machine's folder; made where it is new. */
  readonly home: string;
  /** Those of the configuration's table `serve`. */
  readonly settings?: object;
  /** As `--listen` has it; left out: a free port of the loopback. */
  readonly listen?: string;
}

const waitToStopMs = 60_000;

/** `butcher serve` as it is installed, run by the machine's person, with a home of its own. */
export class InstalledChief {
  #process: ChildProcess | null = null;
  #address = '';
  #log = '';

  private constructor(
    readonly machine: Machine,
    readonly home: string,
    readonly config: string,
    readonly listen: string,
  ) {}

  /** Starts it; it is ended at the latest with the machine. */
  static async start(machine: Machine, place: ChiefPlace): Promise<InstalledChief> {
    const config = machine.at(`${place.home}.json`);
    await writeFile(config, JSON.stringify({ serve: place.settings ?? {} }));
    // The same after another start.
    const listen = place.listen ?? `127.0.0.1:${await freePort()}`;
    const home = machine.at(place.home);
    if (!existsSync(home)) await machine.own(place.home);
    const chief = new InstalledChief(machine, home, config, listen);
    machine.undo.add(() => chief.stop());
    machine.logs.push(() => chief.log);
    await chief.start();
    return chief;
  }

  /** Serves, again where it was. */
  async start(): Promise<void> {
    const child = this.machine.spawn([this.machine.butcher, 'serve', '--listen', this.listen], this.env);
    this.#process = child;
    child.stderr!.on('data', (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout!.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (/Serving .*\n/.test(printed)) resolve();
      });
      child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${this.#log.slice(-4000)}`)));
      child.once('error', reject);
    });
    this.#address = /Serving .* at (\S+)/.exec(printed)![1]!;
  }

  /** Ends it as systemd would, and says how it ended; null where it did not run. */
  async stop(): Promise<number | null> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(waitToStopMs) });
    child.kill('SIGTERM');
    try {
      return (await exited)[0] as number;
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error('serve did not end when it was told to', { cause: error });
    }
  }

  get env(): Readonly<Record<string, string>> {
    return { BUTCHER_HOME: this.home, BUTCHER_CONFIG: this.config };
  }

  get address(): string {
    return this.#address;
  }

  /** All that it has written, of all its starts. */
  get log(): string {
    return this.#log;
  }

  /** Lines of its log. */
  get logged(): readonly { readonly msg: string; readonly [field: string]: unknown }[] {
    return this.#log.split('\n').flatMap((line) => {
      const at = line.indexOf('{');
      return at < 0 ? [] : [JSON.parse(line.slice(at))];
    });
  }

  /** Runs a command of this home, which has to end well, and returns what it printed. */
  butcher(...args: readonly string[]): Promise<string> {
    return this.machine.must([this.machine.butcher, ...args], this.env);
  }

  /** Straight to it. */
  get door(): Door {
    return { origin: this.#address };
  }

  /** Makes a token, and the account where it is new. */
  async token(account: string, ...flags: readonly string[]): Promise<string> {
    return (await this.butcher('token', 'create', account, ...flags)).trim().split('\n').at(-1)!.trim();
  }

  async client(account: string, door: Door = this.door): Promise<Client> {
    return new Client(door, await this.token(account));
  }

  /** The token that commands on the machine use. */
  async admin(door: Door = this.door): Promise<Client> {
    const token = await this.machine.must(['cat', join(this.home, 'admin.token')]);
    return new Client(door, token.trim());
  }
}
