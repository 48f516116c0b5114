import { stat } from 'node:fs/promises';
import type { JobSample, SampledResult, SampledSplit } from '../../jobs/sample.ts';
import type { JobReport } from '../../model/job-report.ts';
import { formatBytes, formatCounted, formatSeconds, formatShortTime } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { shownBytes } from '../../text/shown-bytes.ts';
import type { CliIo } from '../cli-io.ts';
import { writeJsonLine } from '../display/json-lines.ts';
import { fileLines, memoryText, shortPath } from '../display/outcome-text.ts';
import { type Style, styleFor } from '../display/style.ts';
import type { DisplayFlags } from '../run/run-flags.ts';
import { estimate, estimateText } from './estimate.ts';

/** Shown of a fragment and of its result. */
const headBytes = 48;
/** Characters of that: a byte may take four. */
const mostShown = 56;

interface Seen {
  readonly bytes: number;
  readonly head: Buffer;
}

/** What a trial saw of its fragments, and how that is told. */
export class Trial {
  readonly sample: JobSample;
  readonly #fragments = new Map<number, Seen>();
  readonly #results = new Map<number, Omit<SampledResult, 'bytes'> & Seen>();
  #split: SampledSplit | null = null;
  readonly #flags: DisplayFlags;
  readonly #io: CliIo;

  constructor(fragments: number, flags: DisplayFlags, io: CliIo) {
    this.#flags = flags;
    this.#io = io;
    this.sample = {
      fragments,
      onFragment: (number, bytes) => this.#fragments.set(number, seen(bytes)),
      onResult: (result) => this.#results.set(result.fragment, { ...result, ...seen(result.bytes) }),
      onSplit: (split) => {
        this.#split = split;
      },
    };
  }

  /** Tells what became of each fragment and, of a trial that is done, of the whole. */
  async tell({ job, results }: JobReport, dataset: string | null): Promise<void> {
    const { quiet, json } = this.#flags;
    const isDone = job.state === 'done';
    const split = isDone ? this.#split : null;
    const dataBytes = dataset === null ? null : await fileBytes(dataset);
    const made = split === null ? null : estimate(split, dataBytes, this.#secondsPerFragment);
    if (json === true) {
      for (const number of this.#fragments.keys())
        writeJsonLine(this.#io.stdout, { type: 'fragment', ...this.#fragmentOf(number) });
      if (made !== null) writeJsonLine(this.#io.stdout, { type: 'estimate', ...made });
      return;
    }
    if (quiet === true) return;
    const { stdout, env, cwd } = this.#io;
    const style = styleFor(stdout, env);
    const lines = [...this.#fragments.keys()].flatMap((number) => this.#lines(number, style));
    if (isDone) {
      const { preparing, running, packing } = job.seconds;
      const facts = [
        `${formatCounted(job.counts.merged, 'fragment')} merged`,
        ...memoryText(job.peakMemory).map((memory) => `memory at most ${memory}`),
      ];
      lines.push(
        `${style('green', 'done')}  ${style('bold', job.name)} in ${formatSeconds(preparing + running + packing)}: ${facts.join(', ')}`,
        results === null
          ? 'results  shown, and written nowhere (--out keeps them)'
          : `results  ${inertLine(shortPath(results, cwd))}`,
        ...fileLines(job.files),
      );
    }
    if (made !== null) lines.push(estimateText(made, split!, dataBytes));
    stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  get #secondsPerFragment(): number | null {
    const { size } = this.#results;
    if (size === 0) return null;
    return [...this.#results.values()].reduce((sum, { seconds }) => sum + seconds, 0) / size;
  }

  #fragmentOf(fragment: number): object {
    const { bytes, head } = this.#fragments.get(fragment)!;
    const result = this.#results.get(fragment);
    return {
      ...{ fragment, bytes, head: head.toString('base64') },
      result:
        result === undefined
          ? null
          : {
              ...{ bytes: result.bytes, head: result.head.toString('base64') },
              ...{ seconds: result.seconds, memoryBytes: result.memoryBytes },
            },
    };
  }

  #lines(fragment: number, style: Style): readonly string[] {
    const given = this.#fragments.get(fragment)!;
    const made = this.#results.get(fragment);
    const first = `${style('bold', `fragment ${fragment}`)}  ${formatBytes(given.bytes)}  ${shownBytes(given.head, given.bytes, mostShown)}`;
    if (made === undefined) return [first, '  no result'];
    const memory = made.memoryBytes === null ? '' : `, the worker at ${formatBytes(made.memoryBytes)}`;
    return [
      first,
      `  result  ${formatBytes(made.bytes)}  ${shownBytes(made.head, made.bytes, mostShown)}  in ${formatShortTime(made.seconds)}${memory}`,
    ];
  }
}

function seen(bytes: Buffer): Seen {
  return { bytes: bytes.length, head: Buffer.from(bytes.subarray(0, headBytes)) };
}

/** Null for what is no file. */
async function fileBytes(path: string): Promise<number | null> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? stats.size : null;
}
