import { readRecord, recordShape } from '../../files/read-record.ts';
import { writeDurably } from '../../files/write-durably.ts';
import type { JobLook } from '../../jobs/look/job-look.ts';
import { mostCells, type RibbonCells } from '../../jobs/look/ribbon.ts';
import type { RunningStage, StageClock } from '../../jobs/look/stage-clocks.ts';
import type { PreparingStage } from '../../model/job-event.ts';
import { amount, count, exactly, flag, nullable, oneOf, ordinal } from '../../model/record-schemas.ts';
import { mostBins, type Sample, type SampleTable, sampleKeys } from './samples.ts';

export type TimelineStage = PreparingStage | RunningStage | 'packing';

/** Its name in the folder of a job. */
export const pictureFile = 'picture.json';

/** What is kept of how a job went: bounded, whatever the job was. */
export interface KeptPicture
  extends Pick<JobLook, 'exhausted' | 'ordered' | 'newest' | 'frontier' | 'cell' | 'cells'> {
  readonly stages: readonly StageClock<TimelineStage>[];
  readonly now: Sample | null;
  readonly samples: SampleTable;
}

const mostBytes = 1024 * 1024;
const cellKeys: readonly (keyof RibbonCells)[] = [
  'waiting',
  'inHand',
  'kept',
  'merged',
  'skipped',
  'failed',
  'retried',
];
const stageNames: readonly TimelineStage[] = [
  'checking',
  'dependencies',
  'image',
  'containers',
  'split',
  'process',
  'merge',
  'finish',
  'packing',
];

const figure = nullable(amount);
const sample = exactly(Object.fromEntries(sampleKeys.map((key) => [key, figure])));
const column = { type: 'array', items: figure, maxItems: mostBins };
const shape = recordShape(
  exactly({
    ...{ exhausted: flag, ordered: flag, newest: count, frontier: count, cell: ordinal },
    cells: exactly(
      Object.fromEntries(cellKeys.map((key) => [key, { type: 'array', items: count, maxItems: mostCells }])),
    ),
    stages: {
      type: 'array',
      items: exactly({ stage: oneOf(...stageNames), startedAtMs: amount, endedAtMs: figure }),
      maxItems: 100,
    },
    now: nullable(sample),
    samples: exactly({
      binMs: ordinal,
      runs: { type: 'array', items: exactly({ atMs: amount, fromMs: amount }), maxItems: 100 },
      columns: exactly(Object.fromEntries(sampleKeys.map((key) => [key, column]))),
    }),
  }),
);

/** Null where there is none, or it cannot be read. */
export async function readPicture(path: string): Promise<KeptPicture | null> {
  const read = await readRecord<KeptPicture>(path, shape, mostBytes).catch(() => null);
  return read?.kind === 'read' ? read.value : null;
}

export async function writePicture(path: string, picture: KeptPicture): Promise<void> {
  await writeDurably(path, `${JSON.stringify(picture)}\n`);
}
