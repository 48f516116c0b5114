import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { JobEvent } from '../../src/model/job-event.ts';
import type { JobReport } from '../../src/model/job-report.ts';
import { bundled } from '../helpers/bundled.ts';
import { butcherCommand } from '../helpers/butcher-command.ts';
import { type FaultPlan, faultVariable } from './fault.ts';

const preload = bundled(new URL('./preload.ts', import.meta.url));
const [program, ...butcher] = butcherCommand;

/** How a chief's process ended. */
export interface ChiefEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** Null where it did not live to tell. */
  readonly report: JobReport | null;
  /** It had told of its job, which thereby is accepted. */
  readonly accepted: boolean;
  readonly stderr: string;
}

/** A real `butcher` in a process of its own, its events as they come. */
export class Chief {
  readonly ended: Promise<ChiefEnd>;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #events: JobEvent[] = [];
  readonly #listeners = new Set<(event: JobEvent) => void>();

  constructor(
    args: readonly string[],
    place: {
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      readonly faults: FaultPlan | null;
    },
  ) {
    const env = { ...process.env, ...place.env };
    if (place.faults !== null) env[faultVariable] = JSON.stringify(place.faults);
    this.#child = spawn(program, ['--import', preload, ...butcher, ...args, '--json'], {
      cwd: place.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid!;
    this.ended = this.#watch();
  }

  /** Resolves at the first event that suits, or when the chief has ended. */
  async until(suits: (event: JobEvent) => boolean): Promise<void> {
    if (this.#events.some(suits)) return;
    const seen = new Promise<void>((resolve) => {
      this.#listeners.add((event) => {
        if (suits(event)) resolve();
      });
    });
    await Promise.race([seen, this.ended]);
  }

  /** Tells of every event from now on; the function that comes back ends that. */
  hear(listener: (event: JobEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  async #watch(): Promise<ChiefEnd> {
    let stderr = '';
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#hear(line));
    const [exitCode] = (await once(this.#child, 'close')) as [number | null];
    const report = this.#events.find((event) => event.type === 'report') ?? null;
    return { exitCode, report, accepted: this.#events.length > 0, stderr };
  }

  #hear(line: string): void {
    let event: JobEvent;
    try {
      event = JSON.parse(line) as JobEvent;
    } catch {
      // The last line of a chief that was killed may be torn.
      return;
    }
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}
