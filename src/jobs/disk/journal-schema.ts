import { decodeSizes, sum } from '../../bridge/sizes.ts';
import { recordShape } from '../../files/read-record.ts';
import { failureCatalogue } from '../../model/failures.ts';
import {
  amount,
  count,
  crc,
  exactly,
  flag,
  nullable,
  oneOf,
  ordinal,
  text,
} from '../../model/record-schemas.ts';
import type { JournalRecord } from './journal.ts';

const identityPart = text(16_384);
/** Most results of one batch: as many as the sizes of a message hold. */
const mostInBatch = 2 ** 32 - 1;

const identity = { type: 'object', additionalProperties: identityPart, maxProperties: 32 } as const;
const sizesText = text(2 ** 24);

const ofRoles = (value: Readonly<Record<string, unknown>>) =>
  exactly({ splitter: nullable(value), worker: nullable(value), merger: nullable(value) });

const shapes = {
  job: { version: count, identity },
  mended: { identity, splitter: flag, processor: flag, keepResults: flag },
  yielded: { count, bytes: count, digest: { type: 'string', pattern: '^[0-9a-f]{64}-[0-9a-f]{8}$' } },
  exhausted: { count },
  results: {
    ...{ first: ordinal, count: { ...ordinal, maximum: mostInBatch }, offset: count, length: count, crc },
    fragmentCrcs: sizesText,
  },
  'segment-results': {
    first: ordinal,
    sizes: sizesText,
    segment: { type: 'string', pattern: '^results-[1-9][0-9]{0,14}$' },
    offset: count,
    length: count,
    crc,
    fragmentCrcs: sizesText,
  },
  tries: {
    machines: {
      type: 'array',
      maxItems: 65_536,
      items: exactly({ node: nullable(text(256)), attempts: count }),
    },
  },
  spent: { cpuSeconds: ofRoles(amount), peakMemory: ofRoles(count) },
  skipped: { fragment: ordinal, code: oneOf(...Object.keys(failureCatalogue)), crc },
} as const satisfies Record<JournalRecord['type'], object>;

/** Fields that a record need not have. */
const optional: Readonly<Partial<Record<JournalRecord['type'], readonly string[]>>> = {
  results: ['fragmentCrcs'],
  'segment-results': ['fragmentCrcs'],
  skipped: ['crc'],
};

const shapeOf = new Map(
  Object.entries(shapes).map(([type, fields]) => [
    type,
    recordShape(
      exactly({ type: oneOf(type), ...fields }, ...(optional[type as JournalRecord['type']] ?? [])),
    ),
  ]),
);

/**
 * The first record that no process of this version has written, as "line 3: …"; null where all may be taken at their
 * word. Of a journal of another version only its head is looked at: nothing more of it is used.
 */
export function foreignRecord(records: readonly unknown[], version: number): string | null {
  for (const [index, record] of records.entries()) {
    const head = index === 0;
    const problem = recordProblem(record, head);
    if (problem !== null) return `line ${index + 1}: ${problem}`;
    if (head && (record as Extract<JournalRecord, { type: 'job' }>).version !== version) return null;
  }
  return null;
}

function recordProblem(value: unknown, head: boolean): string | null {
  const type = typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : '';
  const shape = shapeOf.get(type);
  if (shape === undefined) return 'it is no record of a journal';
  if ((type === 'job') !== head) return 'it is out of place';
  return shape(value) ?? extentProblem(value as JournalRecord);
}

/** Numbers that are each possible may yet lead beyond what they count. */
function extentProblem(record: JournalRecord): string | null {
  if (record.type !== 'results' && record.type !== 'segment-results') return null;
  const { first, offset, length } = record;
  if (!Number.isSafeInteger(offset + length)) return 'it ends beyond any file';
  if (record.type === 'results') {
    if (record.count * 4 > length) return 'it has more results than bytes to tell their sizes';
    if (!Number.isSafeInteger(first + record.count)) return 'its fragments are beyond any number';
    return crcsProblem(record, record.count);
  }
  const sizes = decodeSizes(record.sizes);
  if (sizes === null) return 'its sizes are none';
  if (!Number.isSafeInteger(first + sizes.length)) return 'its fragments are beyond any number';
  if (sum(sizes, 0, sizes.length) !== length) return 'its sizes are not those of its bytes';
  return crcsProblem(record, sizes.length);
}

function crcsProblem({ fragmentCrcs }: { readonly fragmentCrcs?: string }, results: number): string | null {
  if (fragmentCrcs === undefined || decodeSizes(fragmentCrcs)?.length === results) return null;
  return 'it has not one checksum for each fragment';
}
