import type { TurnBounds } from '../../turns/fair-turns.ts';
import { Turns } from '../../turns/turns.ts';
import type { BulkItem, DeleteOutcome, JobOutcome, ResumeOutcome } from '../chief.ts';
import { type Problem, problem } from '../problem.ts';

/** As many of an account as it can have end at once; one small request names hundreds, each of which asks the store. */
const mostAtOnce = 8;
const bounds: TurnBounds = { atOnce: 64, perAccount: mostAtOnce };

/** Does the same with each of many jobs, in turns that are fair by account. */
export class ManyJobs {
  readonly #turns = new Turns(bounds);

  /**
   * So many at once, and says of each what came of it, in their order. Rejects with the signal's reason once it is
   * aborted, with what was not begun left as it is.
   */
  async each(
    account: string,
    ids: readonly string[],
    atOnce: number,
    act: (id: string) => Promise<JobOutcome | ResumeOutcome | DeleteOutcome>,
    signal: AbortSignal,
  ): Promise<readonly BulkItem[]> {
    const items: BulkItem[] = [];
    const left = [...ids.entries()];
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [index, id] = next;
        items[index] = { id, problem: refusalIn(await this.#turns.take([account], signal, () => act(id))) };
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, mostAtOnce) }, work));
    return items;
  }
}

function refusalIn(outcome: JobOutcome | ResumeOutcome | DeleteOutcome): Problem | null {
  if (outcome.kind === 'problem') return outcome;
  return outcome.kind === 'refused' ? problem('wrong-state', 'Its package breaks the rules.') : null;
}
