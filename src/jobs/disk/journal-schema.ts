import { decodeSizes, sum } from '../../bridge/sizes.ts';
import { recordShape } from '../../files/read-record.ts';
import { failureCatalogue } from '../../model/failures.ts';
import { count, crc, exactly, oneOf, ordinal, text } from '../../model/record-schemas.ts';
import type { JournalRecord } from './journal.ts';

const identityPart = text(16_384);
/** Most results of one batch: as many as the sizes of a message hold. */
const mostInBatch = 2 ** 32 - 1;

const shapes = {
  job: {
    version: count,
    identity: { type: 'object', additionalProperties: identityPart, maxProperties: 32 },
  },
  yielded: { count, bytes: count, digest: { type: 'string', pattern: '^[0-9a-f]{64}-[0-9a-f]{8}$' } },
  exhausted: { count },
  results: { first: ordinal, count: { ...ordinal, maximum: mostInBatch }, offset: count, length: count, crc },
  'segment-results': {
    first: ordinal,
    sizes: text(2 ** 24),
    segment: { type: 'string', pattern: '^results-[1-9][0-9]{0,14}$' },
    offset: count,
    length: count,
    crc,
  },
  skipped: { fragment: ordinal, code: oneOf(...Object.keys(failureCatalogue)) },
} as const satisfies Record<JournalRecord['type'], object>;

const shapeOf = new Map(
  Object.entries(shapes).map(([type, fields]) => [
    type,
    recordShape(exactly({ type: oneOf(type), ...fields })),
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
    return Number.isSafeInteger(first + record.count) ? null : 'its fragments are beyond any number';
  }
  const sizes = decodeSizes(record.sizes);
  if (sizes === null) return 'its sizes are none';
  if (!Number.isSafeInteger(first + sizes.length)) return 'its fragments are beyond any number';
  return sum(sizes, 0, sizes.length) === length ? null : 'its sizes are not those of its bytes';
}
