import type { Problem } from '../api/problem.ts';
import { block } from '../show/inert.ts';

/** Why something did not work, where it happened: what is wrong, and what to do about it. */
export function ProblemNote({ problem }: { readonly problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>{block(problem.message)}</strong>
      </p>
      <p>{block(problem.help)}</p>
    </div>
  );
}
