import { formatBytes, formatCount, formatCounted, formatShortTime } from '../../text/format-quantity.ts';
import type { SampledSplit } from './sampled-split.ts';

/** What a trial says of the whole job. */
export interface Estimate {
  /** `counted`: the splitter ended. `estimated`: it did not, and this many there may be. */
  readonly kind: 'counted' | 'estimated' | 'unknown';
  readonly fragments: number | null;
  /** Of user code in workers, all together. */
  readonly processSeconds: number | null;
}

/** Less than this may all have been read ahead, in bytes. */
const tellingBytes = 1024 ** 2;

/**
 * How much there may be of the whole, by how far the splitter is in its data. Unknown where that says nothing: it has
 * read everything already, or so little that it may have been read ahead. `dataBytes` is the size of the file that is
 * the data; null where it is none.
 */
export function estimate(
  { ended, fragments, bytes, readBytes }: SampledSplit,
  dataBytes: number | null,
  secondsPerFragment: number | null,
): Estimate {
  const seconds = (count: number) => (secondsPerFragment === null ? null : count * secondsPerFragment);
  if (ended) return { kind: 'counted', fragments, processSeconds: seconds(fragments) };
  const unknown = { kind: 'unknown', fragments: null, processSeconds: null } as const;
  if (readBytes === null || dataBytes === null || readBytes <= 0 || readBytes >= dataBytes) return unknown;
  // Fragments that are about as long as what was read are pieces of it, so nothing was read ahead.
  if (readBytes < tellingBytes && bytes < readBytes / 2) return unknown;
  const all = Math.max(fragments, Math.round((fragments * dataBytes) / readBytes));
  return { kind: 'estimated', fragments: all, processSeconds: seconds(all) };
}

/** The same for people, one line. */
export function estimateText(made: Estimate, split: SampledSplit, dataBytes: number | null): string {
  const { kind, fragments, processSeconds } = made;
  const work = processSeconds === null ? '' : `, ${formatShortTime(processSeconds)} of processing in all`;
  if (kind === 'counted')
    return `that is all: the splitter ended after ${formatCounted(fragments!, 'fragment')}${work}`;
  if (kind === 'unknown') return 'there is more; how much, these fragments do not tell';
  const read = `the splitter has read ${formatBytes(split.readBytes!)} of ${formatBytes(dataBytes!)} for ${formatCount(split.fragments)}`;
  return `estimate: about ${formatCounted(fragments!, 'fragment')}${work} (${read})`;
}
