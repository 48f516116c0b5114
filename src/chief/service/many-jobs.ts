import type { BulkItem, DeleteOutcome, JobOutcome, ResumeOutcome } from '../chief.ts';
import { type Problem, problem } from '../problem.ts';

/** Does the same with each of many jobs, so many at once, and says of each what came of it, in their order. */
export async function withEach(
  ids: readonly string[],
  atOnce: number,
  act: (id: string) => Promise<JobOutcome | ResumeOutcome | DeleteOutcome>,
): Promise<readonly BulkItem[]> {
  const items: BulkItem[] = [];
  const left = [...ids.entries()];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, id] = next;
      items[index] = { id, problem: refusalIn(await act(id)) };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return items;
}

function refusalIn(outcome: JobOutcome | ResumeOutcome | DeleteOutcome): Problem | null {
  if (outcome.kind === 'problem') return outcome;
  return outcome.kind === 'refused' ? problem('wrong-state', 'Its package breaks the rules.') : null;
}
