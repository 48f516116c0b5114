import { stat } from 'node:fs/promises';
import { estimate, estimateText } from '../../jobs/sample/estimate.ts';
import type { JobSample } from '../../jobs/sample/sample.ts';
import { meanSeconds, type SampledFragment, SampledFragments } from '../../jobs/sample/sampled-fragments.ts';
import type { JobReport } from '../../model/job-report.ts';
import { formatBytes, formatCounted, formatSeconds, formatShortTime } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { shownBytes } from '../../text/shown-bytes.ts';
import type { CliIo } from '../cli-io.ts';
import { hanging } from '../display/hanging.ts';
import { writeJsonLine } from '../display/json-lines.ts';
import { fileLines, memoryText, shortPath } from '../display/outcome-text.ts';
import { type Style, styleFor } from '../display/style.ts';
import type { DisplayFlags } from '../run/run-flags.ts';

/** Shown of a fragment and of its result. */
const headBytes = 48;
/** Characters of that: a byte may take four. */
const mostShown = 56;

/** What a trial saw of its fragments, and how that is told. */
export class Trial {
  readonly #sampled: SampledFragments;
  readonly #flags: DisplayFlags;
  readonly #io: CliIo;

  constructor(fragments: number, flags: DisplayFlags, io: CliIo) {
    this.#flags = flags;
    this.#io = io;
    this.#sampled = new SampledFragments(fragments, headBytes);
  }

  get sample(): JobSample {
    return this.#sampled.sample;
  }

  /** Tells what became of each fragment and, of a trial that is done, of the whole. */
  async tell({ job, results }: JobReport, dataset: string | null): Promise<void> {
    const { quiet, json } = this.#flags;
    const isDone = job.state === 'done';
    const { fragments } = this.#sampled;
    const split = isDone ? this.#sampled.split : null;
    const dataBytes = dataset === null ? null : await fileBytes(dataset);
    const made = split === null ? null : estimate(split, dataBytes, meanSeconds(fragments));
    if (json === true) {
      for (const fragment of fragments)
        writeJsonLine(this.#io.stdout, { type: 'fragment', ...inJson(fragment) });
      if (made !== null) writeJsonLine(this.#io.stdout, { type: 'estimate', ...made });
      return;
    }
    if (quiet === true) return;
    const { stdout, env, cwd } = this.#io;
    const style = styleFor(stdout, env);
    const lines = fragments.flatMap((fragment) => fragmentLines(fragment, style));
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
    stdout.write(hanging(lines.map((line) => `${line}\n`).join(''), stdout, 'results  '));
  }
}

function inJson({ fragment, bytes, head, result }: SampledFragment): object {
  const shown = { fragment, bytes, head: head.toString('base64') };
  if (result === null) return { ...shown, result };
  return { ...shown, result: { ...result, head: result.head.toString('base64') } };
}

/** A fragment and what became of it, a line each. */
export function fragmentLines(
  { fragment, bytes, head, result }: SampledFragment,
  style: Style,
): readonly [string, string] {
  const shown = `${style('bold', `fragment ${fragment}`)}  ${formatBytes(bytes)}  ${shownBytes(head, bytes, mostShown)}`;
  if (result === null) return [shown, '  no result'];
  const memory = result.memoryBytes === null ? '' : `, the worker at ${formatBytes(result.memoryBytes)}`;
  return [
    shown,
    `  result  ${formatBytes(result.bytes)}  ${shownBytes(result.head, result.bytes, mostShown)}  in ${formatShortTime(result.seconds)}${memory}`,
  ];
}

/** Null for what is no file. */
async function fileBytes(path: string): Promise<number | null> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? stats.size : null;
}
