import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { report } from '../../checks/check-package.ts';
import { findingAbout } from '../../checks/make-finding.ts';
import type { ValidateOptions, Validation } from '../../checks/validate-package.ts';
import type { PackageChecker } from './package-checker.ts';

export interface CheckOrder {
  readonly path: string;
  readonly options: ValidateOptions;
}

/** `error`: the check itself failed. */
export type CheckAnswer = { readonly validation: Validation } | { readonly error: string };

export interface CheckBounds {
  /** Longest check of one package. */
  readonly checkMs: number;
  /** Memory for JavaScript objects, in MiB. */
  readonly memoryMib: number;
}

const usualBounds: CheckBounds = { checkMs: 60_000, memoryMib: 1024 };
const inside = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './check-process.ts' : './check-process.js', import.meta.url),
);

const tooMuch = findingAbout(
  'BUT109',
  'Split.py',
  'The package takes more time or memory to check than a chief spends on it.',
  { help: 'Make the Python files shorter and less deeply nested, and keep data out of them.' },
);

/**
 * Checks packages in a process of its own, one at a time, without the chief's environment. A package that takes too
 * long or too much memory to check is refused, and the process made anew.
 */
export class ForkedChecker implements PackageChecker {
  readonly #bounds: CheckBounds;
  #process: ChildProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(bounds: CheckBounds = usualBounds) {
    this.#bounds = bounds;
  }

  /** Starts the process, so that the first check need not wait for it. */
  warm(): void {
    this.#process ??= this.#start();
  }

  validate(path: string, options: ValidateOptions): Promise<Validation> {
    const mine = this.#last.then(() => this.#ask({ path, options }));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    this.#process?.kill('SIGKILL');
    this.#process = null;
  }

  async #ask(order: CheckOrder): Promise<Validation> {
    this.#process ??= this.#start();
    const answer = await this.#answerOf(this.#process, order);
    if (answer === null) {
      await this.close();
      return { kind: 'checked', source: null, report: report([tooMuch]) };
    }
    if ('error' in answer) throw new Error(`a package could not be checked: ${answer.error}`);
    return answer.validation;
  }

  /** Null where the process died of it, or had to be given up. */
  #answerOf(child: ChildProcess, order: CheckOrder): Promise<CheckAnswer | null> {
    return new Promise((resolve) => {
      const answered = (answer: CheckAnswer | null) => {
        clearTimeout(timer);
        child.off('message', answered).off('exit', onExit);
        resolve(answer);
      };
      const onExit = () => answered(null);
      const timer = setTimeout(onExit, this.#bounds.checkMs);
      child.on('message', answered).on('exit', onExit);
      child.send(order, (error) => {
        if (error !== null) onExit();
      });
    });
  }

  #start(): ChildProcess {
    const child = fork(inside, {
      env: {},
      // The process gets a session of its own, so that it has no part in the priority that the chief's session may
      // have.
      detached: true,
      execArgv: [...process.execArgv, `--max-old-space-size=${this.#bounds.memoryMib}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', () => {});
    child.on('exit', () => {
      if (this.#process === child) this.#process = null;
    });
    return child;
  }
}
