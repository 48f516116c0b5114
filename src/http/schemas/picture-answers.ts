import Type, { type TSchema } from 'typebox';
import { sampleKeys } from '../../chief/picture/samples.ts';
import { jobStates } from '../../model/job-report.ts';
import { count, exactly, nullable, oneOf, shared, timeMs } from './shapes.ts';

const position = nullable(Type.Integer({ minimum: 1 }));
const figure = Type.Number({ minimum: 0 });

const Lane = exactly(
  {
    role: oneOf(['splitter', 'worker', 'merger']),
    worker: position,
    node: nullable(Type.String({ description: 'The machine where it runs; null: that of the chief.' })),
    state: oneOf(['starting', 'idle', 'busy', 'held'], {
      description: '`held`: kept from going on, since results cannot be kept fast enough.',
    }),
    first: nullable(Type.Integer({ minimum: 1, description: 'The fragment that it is on.' })),
    held: Type.Integer({ minimum: 0, description: 'Fragments that it has, that one included.' }),
    forMs: nullable(Type.Number({ description: 'It has been on that fragment for so long.' })),
    tries: Type.Integer({ minimum: 0, description: 'Of that fragment, this one included.' }),
    restarts: count,
    done: count,
    memoryBytes: nullable(count),
    memoryLimitBytes: count,
  },
  { description: 'A container of a running job, and what it is at.' },
);

const StageClock = exactly({
  stage: oneOf([
    'checking',
    'dependencies',
    'image',
    'containers',
    'split',
    'process',
    'merge',
    'finish',
    'packing',
  ]),
  startedAtMs: timeMs,
  endedAtMs: nullable(timeMs),
});

const Sample = exactly(Object.fromEntries(sampleKeys.map((key) => [key, nullable(figure)])), {
  description: 'Of a running job at one moment; sizes in bytes.',
});

const cells = Type.Array(count, { maxItems: 600 });

const Timeline = exactly(
  {
    state: oneOf(jobStates),
    live: Type.Boolean({ description: 'It runs, and changes.' }),
    exhausted: Type.Boolean({ description: 'The splitter has no more fragments.' }),
    ordered: Type.Boolean(),
    newest: Type.Integer({ minimum: 0, description: 'Fragments yielded so far.' }),
    frontier: Type.Integer({
      minimum: 0,
      description: 'All up to this one are merged or left out; unordered, how many are merged.',
    }),
    cell: Type.Integer({
      minimum: 1,
      description: 'Fragments of a cell; cell i has those from i * cell + 1 on, up to `newest`.',
    }),
    cells: exactly(
      {
        ...{ waiting: cells, inHand: cells, kept: cells, merged: cells, skipped: cells, failed: cells },
        retried: cells,
      },
      {
        description:
          'How many fragments of each cell are in which state; they exclude each other, but for `retried`: tries beyond the first.',
      },
    ),
    lanes: Type.Array(shared('Lane')),
    stages: Type.Array(shared('StageClock')),
    now: nullable(shared('Sample')),
  },
  { description: 'Where a job is, or was, in at most 600 cells.' },
);

const column = Type.Array(nullable(figure), { maxItems: 512 });

const Samples = exactly(
  {
    binMs: Type.Integer({ minimum: 1 }),
    runs: Type.Array(exactly({ atMs: timeMs, fromMs: figure }), {
      description: 'When each run began, and where on the running time.',
    }),
    columns: exactly(Object.fromEntries(sampleKeys.map((key) => [key, column]))),
  },
  {
    description:
      'How a job went: entry i of each column is of the running time from i * binMs on. Totals have their last value there, all others their highest; null: nothing is known.',
  },
);

const seen = {
  bytes: count,
  begins: Type.String({ description: 'Its first bytes, at most 512, in base64.' }),
};

const Trial = exactly(
  {
    fragments: Type.Array(
      exactly({
        fragment: Type.Integer({ minimum: 1 }),
        ...seen,
        result: nullable(
          exactly({
            ...seen,
            seconds: Type.Number({ minimum: 0, description: 'User code took so long.' }),
            memoryBytes: nullable(count),
          }),
        ),
        failure: nullable(shared('Failure')),
      }),
    ),
    split: nullable(
      exactly(
        {
          ended: Type.Boolean({ description: 'The splitter had no more fragments.' }),
          ...{ fragments: count, bytes: count },
          readBytes: nullable({ ...count, description: 'How far it was in the file that is its data.' }),
        },
        { description: 'How the splitter was left.' },
      ),
    ),
    dataBytes: nullable({ ...count, description: 'Of the file that is the data.' }),
    estimate: nullable(
      exactly({
        kind: oneOf(['counted', 'estimated', 'unknown'], { description: '`counted`: the splitter ended.' }),
        fragments: nullable(count),
        processSeconds: nullable(Type.Number({ minimum: 0, description: 'Of user code in all workers.' })),
      }),
    ),
  },
  { description: 'What the first fragments of a job came to; no estimate where it did not end well.' },
);

export const pictureAnswers: Readonly<Record<string, TSchema>> = {
  Lane,
  StageClock,
  Sample,
  Timeline,
  Samples,
  Trial,
};
