import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ValidateOptions, Validation } from '../../checks/validate-package.ts';
import { processCpuMs } from '../../host/process-cpu.ts';
import { type FilePiece, PieceTaker } from './source-pieces.ts';

export interface CheckOrder {
  readonly path: string;
  readonly options: ValidateOptions;
}

/**
 * What the process says: that it has loaded what it needs, then for each order what files the package has, in pieces,
 * and what came of it, without them. `error`: our own fault.
 */
export type CheckAnswer =
  | 'ready'
  | { readonly pieces: readonly FilePiece[] }
  | { readonly validation: Validation }
  | { readonly error: string };

/** What came of an order in the end. */
type Answered = Exclude<CheckAnswer, { readonly pieces: unknown }>;

export interface CheckBounds {
  /** Processor time of one check, in milliseconds. */
  readonly cpuMs: number;
  /** The same by the clock, for a process that waits or is not given its turn. */
  readonly wallMs: number;
  /** Memory for JavaScript objects, in MiB. */
  readonly memoryMib: number;
}

/** How often the time that a check has taken is looked at. */
const lookMs = 100;
const inside = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './check-process.ts' : './check-process.js', import.meta.url),
);

/** One process that checks packages, one at a time, without the chief's environment. */
export class CheckWorker {
  readonly #bounds: CheckBounds;
  readonly #child: ChildProcess;
  readonly #ready: Promise<boolean>;
  #hasEnded = false;

  constructor(bounds: CheckBounds) {
    this.#bounds = bounds;
    this.#child = fork(inside, {
      env: {},
      // A session of its own has none of the priority that the chief's may have.
      detached: true,
      execArgv: [...process.execArgv, `--max-old-space-size=${bounds.memoryMib}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#ready = new Promise((resolve) => {
      const ended = () => {
        this.#hasEnded = true;
        resolve(false);
      };
      this.#child.once('message', () => resolve(true)).once('exit', ended);
      this.#child.on('error', () => {
        if (this.#child.pid === undefined) ended();
      });
    });
  }

  /** Whether the process is gone, and can check nothing any more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Null where the process died of the package, or had to be given up; it is gone then. Throws where it could not
   * begin, or the check itself failed.
   */
  async check(order: CheckOrder): Promise<Validation | null> {
    if (!(await this.#ready)) throw new Error('the process that checks packages could not be started');
    const answer = await this.#answerTo(order);
    if (answer === null) this.end();
    else if (typeof answer === 'object' && 'validation' in answer) return answer.validation;
    else
      throw new Error(
        `a package could not be checked: ${typeof answer === 'object' ? answer.error : answer}`,
      );
    return null;
  }

  end(): void {
    this.#hasEnded = true;
    this.#child.kill('SIGKILL');
  }

  #answerTo(order: CheckOrder): Promise<Answered | null> {
    const child = this.#child;
    return new Promise((resolve) => {
      const answered = (answer: Answered | null) => {
        clearInterval(looking);
        child.off('message', heard).off('exit', onExit);
        resolve(answer);
      };
      const onExit = () => answered(null);
      const files = new PieceTaker();
      const heard = (answer: CheckAnswer) => {
        if (typeof answer === 'object' && 'pieces' in answer) files.take(answer.pieces);
        else answered(withFiles(answer, files));
      };
      const isTooMuch = this.#spending();
      const looking = setInterval(() => {
        if (isTooMuch()) answered(null);
      }, lookMs);
      child.on('message', heard).on('exit', onExit);
      child.send(order, (error) => {
        if (error !== null) onExit();
      });
    });
  }

  /** Says, at each look, whether a check that begins now has taken too much. */
  #spending(): () => boolean {
    const { cpuMs, wallMs } = this.#bounds;
    const pid = this.#child.pid!;
    const beforeMs = processCpuMs(pid) ?? 0;
    // Looks are counted, not hours: those that the chief itself missed are nobody's fault.
    let looks = 0;
    return () => {
      looks += 1;
      return looks * lookMs > wallMs || (processCpuMs(pid) ?? 0) - beforeMs > cpuMs;
    };
  }
}

function withFiles(answer: Answered, files: PieceTaker): Answered {
  if (typeof answer !== 'object' || !('validation' in answer)) return answer;
  const { validation } = answer;
  if (validation.kind !== 'checked' || validation.source === null) return answer;
  return { validation: { ...validation, source: { ...validation.source, files: files.done() } } };
}
