import type { AddDatasetOutcome } from '../content/dataset-shelf.ts';
import type { ReceiveRefusal } from '../content/receive-upload.ts';
import { type Problem, problem } from '../problem.ts';

type Refusal =
  | Exclude<AddDatasetOutcome, { kind: 'added' }>
  | { readonly kind: 'over-quota' | 'disk-full' | 'no-account' }
  | ReceiveRefusal;

/** Why an upload was not kept, as the sender is told. */
export function contentProblem(refusal: Refusal): Problem {
  switch (refusal.kind) {
    case 'too-large':
      return problem(
        'too-large',
        `The upload is larger than ${refusal.maxBytes} bytes, the most that is taken.`,
      );
    case 'cut-short':
      return problem(
        'cut-short',
        'The upload did not arrive as it was announced: it was cut short, or longer.',
      );
    case 'bad-archive':
      return problem('bad-archive', refusal.message, refusal.help);
    case 'over-quota':
      return problem('over-quota', 'The account would have more stored than it may.');
    case 'disk-full':
      return problem('disk-full', 'The disk of this chief is full.');
    case 'no-account':
      return problem('not-found', 'The account is gone.');
  }
}
