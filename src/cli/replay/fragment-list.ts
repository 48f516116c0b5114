import { formatCount } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { failurePlace } from '../display/failure-text.ts';
import type { Style } from '../display/style.ts';
import type { Meant } from './find-fragment.ts';

type Kept = Extract<Meant, { kind: 'kept' }>;

/** The failed fragments of a job, one a line, and how to run one again. */
export function fragmentList({ job, fragments }: Kept, style: Style): string {
  const { id, name } = job.record;
  const width = formatCount(fragments.at(-1)?.bundle.fragment ?? 0).length;
  const lines = fragments.map(({ bundle: { fragment, attempts, failure } }) => {
    const place = failurePlace(failure);
    const tries = attempts === 1 ? '' : `, ${attempts} tries`;
    const where = place === null ? '' : ` (${place})`;
    return `${formatCount(fragment).padStart(width)}  ${style('red', failure.code)}${tries}: ${inertLine(failure.message)}${where}`;
  });
  const example = fragments[0]?.bundle.fragment ?? 1;
  return `${lines.join('\n')}\nrun one of ${inertLine(name)} again by: butcher replay ${id}:${example}\n`;
}
