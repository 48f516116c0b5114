import Type from 'typebox';
import { maxBatch } from './sizes.ts';

// Loaded only to write generated/harness-message.ts, and by tests: the schema builder takes a fifth of a second.

const closed = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const number = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const text = (maxLength: number) => Type.String({ maxLength });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Characters of the shortest text of sizes, `0*1`, and of the longest, of {@link maxBatch} different ones. */
const leastSizesText = 3;
const mostSizesText = 4 * Math.ceil((4 * maxBatch) / 3);

/**
 * Consecutive fragments or results `first, first + 1, …`, one per entry of `sizes` (bytes each). Their payloads, one
 * after the other, follow the line as `bytes` raw bytes; or, with `segment`, they are in that file from `offset` on
 * and `bytes` is 0. `crc` is the CRC-32 of payload that a container wrote, where it was asked for.
 */
const batch = {
  first: number,
  sizes: Type.String({ minLength: leastSizesText, maxLength: mostSizesText }),
  bytes: count,
};
const segmentName = text(64);
const written = Type.Optional(
  Type.Object(
    {
      name: segmentName,
      offset: count,
      crc: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffffffff })),
    },
    closed,
  ),
);
const placed = Type.Optional(Type.Object({ name: segmentName, offset: count }, closed));

/** What a harness may say. */
export const harnessMessages = {
  hello: Type.Object(
    {
      type: Type.Literal('hello'),
      protocol: Type.Integer(),
      role: Type.Union([Type.Literal('splitter'), Type.Literal('worker'), Type.Literal('merger')]),
      token: text(128),
      python: text(64),
    },
    closed,
  ),
  /** User code is loaded and its entry point found. */
  ready: Type.Object({ type: Type.Literal('ready'), entry: text(128) }, closed),
  fragments: Type.Object({ type: Type.Literal('fragments'), ...batch, segment: written }, closed),
  /** The generator ended after `count` fragments in all. */
  exhausted: Type.Object({ type: Type.Literal('exhausted'), count }, closed),
  /**
   * `seconds` is the time user code took for these fragments. `crcs`, where they were asked for, are the CRC-32 of each
   * fragment, begun with its size, written as sizes are.
   */
  results: Type.Object(
    {
      type: Type.Literal('results'),
      ...batch,
      segment: written,
      seconds: Type.Number({ minimum: 0 }),
      crcs: Type.Optional(batch.sizes),
    },
    closed,
  ),
  merged: Type.Object({ type: Type.Literal('merged'), first: number, count: number }, closed),
  finished: Type.Object({ type: Type.Literal('finished') }, closed),
  /**
   * User code failed. A worker goes on with the fragments after it; any other role is done.
   * `fragment` is null where the failure belongs to none (import, the gap before the first fragment, `finish`).
   */
  failed: Type.Object(
    {
      type: Type.Literal('failed'),
      stage: Type.Union([
        Type.Literal('load'),
        Type.Literal('split'),
        Type.Literal('process'),
        Type.Literal('merge'),
        Type.Literal('finish'),
      ]),
      fragment: nullable(number),
      code: Type.Union([
        Type.Literal('splitter-not-generator'),
        Type.Literal('only-splitter-may-yield'),
        Type.Literal('fragment-not-bytes'),
        Type.Literal('fragment-too-large'),
        Type.Literal('result-not-bytes'),
        Type.Literal('result-too-large'),
        Type.Literal('out-of-memory'),
        Type.Literal('process-limit'),
        Type.Literal('disk-limit'),
        Type.Literal('recursion-depth'),
        Type.Literal('user-error'),
        Type.Literal('import-error'),
        Type.Literal('exited-early'),
      ]),
      message: text(16_384),
      help: nullable(text(4096)),
      limit: nullable(text(64)),
      observed: nullable(Type.Number()),
      file: nullable(text(4096)),
      line: nullable(number),
      traceback: nullable(text(65_536)),
    },
    closed,
  ),
  log: Type.Object({ type: Type.Literal('log'), text: text(16_384) }, closed),
  /** An audit hook saw user code try something that the sandbox refuses or the policy notes. */
  violation: Type.Object(
    {
      type: Type.Literal('violation'),
      kind: Type.Union([
        Type.Literal('network'),
        Type.Literal('process'),
        Type.Literal('native-code'),
        Type.Literal('dynamic-code'),
        Type.Literal('kernel'),
        Type.Literal('other-job'),
      ]),
      event: text(128),
      detail: text(1024),
    },
    closed,
  ),
  heartbeat: Type.Object({ type: Type.Literal('heartbeat') }, closed),
  /**
   * Last message; how many fragments it yielded, processed or merged, and how far a splitter that did not end is in the
   * file that is its data.
   */
  bye: Type.Object({ type: Type.Literal('bye'), count, read: Type.Optional(count) }, closed),
} as const;

/** What the chief may say. */
export const chiefMessages = {
  load: Type.Object(
    {
      type: Type.Literal('load'),
      jobName: text(63),
      /** Paths as user code sees them. */
      packagePath: text(4096),
      datasetPath: text(4096),
      resultsPath: text(4096),
      /** Entry file relative to the package, names to look for in order, and folders put on sys.path in order. */
      entryFile: text(4096),
      entryNames: Type.Array(text(128), { minItems: 1 }),
      importFolders: Type.Array(text(4096)),
      /** Given by keyword to entry functions that take `params`; null: the package declares none. */
      params: nullable(Type.Record(Type.String(), Type.Unknown())),
      fragmentBytes: number,
      resultBytes: number,
      recursionDepth: number,
      logBytes: count,
      /** Say with results what fragments they were made of; left out: no. */
      crcs: Type.Optional(Type.Boolean()),
      segments: Type.Object(
        {
          /** The file that this container may write, and what must be said of it; null: all payload goes inline. */
          own: nullable(
            Type.Object(
              {
                path: text(4096),
                name: segmentName,
                blockBytes: number,
                /** Null: it only grows. */
                blocks: nullable(number),
                checksums: Type.Boolean(),
                /** Smaller payload goes inline. */
                leastBytes: number,
              },
              closed,
            ),
          ),
          /** Folder of the segments that this container reads, each under its name. */
          folder: nullable(text(4096)),
          /** What was read of them will not be written anew: it need not stay in the page cache. */
          readOnce: Type.Boolean(),
        },
        closed,
      ),
    },
    closed,
  ),
  /** These blocks of the container's own segment may be written again. */
  recycle: Type.Object({ type: Type.Literal('recycle'), blocks: Type.Array(count, { minItems: 1 }) }, closed),
  /**
   * Adds credit: the splitter may send so many more fragments, and begin one while it has bytes left. No payload
   * follows.
   */
  pull: Type.Object({ type: Type.Literal('pull'), fragments: count, fragmentBytes: count }, closed),
  /** `gatherMs`: for so long results may be kept, to be said together; left out: for 100 ms. */
  process: Type.Object(
    { type: Type.Literal('process'), ...batch, segment: placed, gatherMs: Type.Optional(number) },
    closed,
  ),
  merge: Type.Object({ type: Type.Literal('merge'), ...batch, segment: placed }, closed),
  finish: Type.Object({ type: Type.Literal('finish') }, closed),
  /** Nothing more will come: answer with `bye` and exit. */
  end: Type.Object({ type: Type.Literal('end') }, closed),
} as const;
