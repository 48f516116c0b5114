/** Why a chief does not do what it was asked. Codes never change meaning. */
export type ProblemCode = keyof typeof problemCatalogue;

export interface ProblemKind {
  readonly httpStatus: number;
  /** What the asker can do about it. */
  readonly help: string;
}

export const problemCatalogue = {
  'not-found': kind(404, 'Check the id or digest; lists show what is there.'),
  'account-blocked': kind(403, 'Ask the operator of this chief.'),
  'over-quota': kind(413, 'Delete packages, datasets or jobs that are not needed any more.'),
  'too-large': kind(413, 'Send less, or ask the operator for a higher bound.'),
  'cut-short': kind(400, 'Send it again, with a Content-Length that is true.'),
  'disk-full': kind(507, 'Try again later, or tell the operator; nothing was kept.'),
  'bad-archive': kind(422, 'Pack it anew with an ordinary tool.'),
  'bad-name': kind(422, 'Choose another name.'),
  'bad-options': kind(422, 'Correct the option that is named.'),
  'no-package': kind(422, 'Upload the package first, and give the digest of the answer.'),
  'no-dataset': kind(422, 'Upload the dataset first, and give the id of the answer.'),
  'queue-full': kind(429, 'Try again when jobs have ended.'),
  'account-queue-full': kind(429, 'Try again when some of your jobs have ended, or cancel some.'),
  'too-many-checks': kind(429, 'Wait for the checks that you have asked for.'),
  'too-many-uploads': kind(
    429,
    'Finish some of them with what began them, or give them up with DELETE: GET /api/v1/uploads lists them, each with when it goes by itself.',
  ),
  'inconsistent-upload-length': kind(400, 'Send as many bytes as were announced, or begin another upload.'),
  'completed-upload': kind(409, 'Begin another upload for other bytes.'),
  'digest-mismatch': kind(
    422,
    'Send it again from the beginning: its bytes were changed on the way, or before.',
  ),
  'in-use': kind(409, 'Wait for the jobs that need it to end, or cancel them.'),
  'wrong-state': kind(
    409,
    'See the state of the job: `butcher status` and GET /api/v1/jobs/{id} show it, and why it failed.',
  ),
  purged: kind(
    410,
    'The package broke the rules of this chief and was removed with everything made from it.',
  ),
  'not-ready': kind(
    503,
    'Try again in a few seconds; where it stays so, run `butcher doctor` on the machine of the chief.',
  ),
  draining: kind(
    503,
    'Try again when the operator is done; what runs goes on, and what waits is begun then.',
  ),
  stopping: kind(503, 'Try again when the chief has been started again.'),
} as const satisfies Record<string, ProblemKind>;

/** One refusal, as a value. */
export interface Problem {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  /** One sentence for people. */
  readonly message: string;
  readonly help: string;
}

/** Makes a problem with the catalogue's help unless a better one is given. */
export function problem(
  code: ProblemCode,
  message: string,
  help: string = problemCatalogue[code].help,
): Problem {
  return { kind: 'problem', code, message, help };
}

function kind(httpStatus: number, help: string): ProblemKind {
  return { httpStatus, help };
}
