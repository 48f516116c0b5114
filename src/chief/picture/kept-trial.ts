import { readRecord, recordShape } from '../../files/read-record.ts';
import { writeDurably } from '../../files/write-durably.ts';
import type { SampledResult } from '../../jobs/sample/sample.ts';
import type { SampledFragments, Seen } from '../../jobs/sample/sampled-fragments.ts';
import type { SampledSplit } from '../../jobs/sample/sampled-split.ts';
import { amount, count, exactly, flag, nullable, ordinal, text } from '../../model/record-schemas.ts';

/** Its name in the folder of a job. */
export const trialFile = 'trial.json';
/** Kept of each fragment and of each result. */
export const trialHeadBytes = 512;

export interface KeptSeen {
  readonly bytes: number;
  /** Its first bytes, in base64. */
  readonly begins: string;
}

/** What the first fragments of a job came to. */
export interface KeptTrial {
  readonly fragments: readonly (KeptSeen & {
    readonly fragment: number;
    readonly result: (KeptSeen & Pick<SampledResult, 'seconds' | 'memoryBytes'>) | null;
  })[];
  /** How the splitter was left; null: it was not. */
  readonly split: SampledSplit | null;
}

const mostBytes = 1024 * 1024;
const seen = { bytes: count, begins: text(trialHeadBytes * 2) };
const shape = recordShape(
  exactly({
    fragments: {
      type: 'array',
      items: exactly({
        fragment: ordinal,
        ...seen,
        result: nullable(exactly({ ...seen, seconds: amount, memoryBytes: nullable(count) })),
      }),
    },
    split: nullable(exactly({ ended: flag, fragments: count, bytes: count, readBytes: nullable(count) })),
  }),
);

/** Null where there is none, or it cannot be read. */
export async function readTrial(path: string): Promise<KeptTrial | null> {
  const read = await readRecord<KeptTrial>(path, shape, mostBytes).catch(() => null);
  return read?.kind === 'read' ? read.value : null;
}

export async function writeTrial(path: string, { fragments, split }: SampledFragments): Promise<void> {
  const kept: KeptTrial = {
    fragments: fragments.map(({ fragment, bytes, head, result }) => ({
      fragment,
      ...keptSeen({ bytes, head }),
      result:
        result === null
          ? null
          : { ...keptSeen(result), seconds: result.seconds, memoryBytes: result.memoryBytes },
    })),
    split,
  };
  await writeDurably(path, `${JSON.stringify(kept)}\n`);
}

function keptSeen({ bytes, head }: Seen): KeptSeen {
  return { bytes, begins: head.toString('base64') };
}
