import { type Problem, type ProblemCode, problemCatalogue } from '../chief/problem.ts';
import { type FailureCode, failureCatalogue } from '../model/failures.ts';
import type { CheckReport } from '../model/finding.ts';
import { inertText } from '../text/inert-text.ts';
import { presentedReport } from './present.ts';

interface HttpProblemKind {
  readonly httpStatus: number;
  /** What the asker can do about it. */
  readonly help: string;
}

/** What can be wrong with a request before a chief has heard of it. Codes never change meaning. */
export const httpProblems = {
  'bad-request': kind(400, 'See the form of the request at /docs.'),
  unauthorized: kind(401, 'Send `Authorization: Bearer TOKEN`; the operator makes tokens.'),
  forbidden: kind(403, 'Use a token with such a scope; GET /api/v1/me says which yours has.'),
  'foreign-host': kind(
    403,
    'Use a name that this chief answers to. The operator adds names with serve.hostNames, and has a proxy send the Host on.',
  ),
  'foreign-origin': kind(403, 'Only pages of this chief itself may send requests from a browser.'),
  'not-found': kind(404, 'See /docs for what is there.'),
  'method-not-allowed': kind(405, 'Use one of the methods that the header Allow names.'),
  'precondition-failed': kind(412, 'Read it again, and decide anew.'),
  'too-slow': kind(408, 'Send faster; nothing was kept.'),
  'mismatching-upload-offset': kind(
    409,
    'Send what comes after the offset that the header Upload-Offset says.',
  ),
  'key-in-use': kind(409, 'Wait until the first request is answered, then send it again.'),
  'outcome-unknown': kind(409, 'See whether it was done; if not, send it with a new key.'),
  'key-reused': kind(422, 'Use a new key for a new request.'),
  'body-too-large': kind(413, 'Send less.'),
  'unsupported-media-type': kind(415, 'Send what /docs says that this route takes.'),
  'range-not-satisfiable': kind(416, 'Ask for a range that begins within the length given in Content-Range.'),
  'too-many-requests': kind(429, 'Wait as long as Retry-After says.'),
  'not-implemented': kind(501, 'See /docs for the methods that are used here.'),
  busy: kind(503, 'Wait as long as Retry-After says.'),
  'header-too-large': kind(431, 'Send fewer or shorter headers.'),
} as const satisfies Record<string, HttpProblemKind>;

/** Every code that an answer with `application/problem+json` may have. */
export type HttpProblemCode = keyof typeof httpProblems | ProblemCode | FailureCode;

/** The body of such an answer (RFC 9457); further members depend on the code. */
export interface ProblemBody {
  /** Address of a page about the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: HttpProblemCode;
  /** One sentence for people. */
  readonly detail: string;
  /** What to do about it. */
  readonly help: string;
}

export interface ProblemExtras {
  /** A better one than the catalogue's. */
  readonly help?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Statuses of what passes: the same request may be granted later. */
const passing: readonly number[] = [429, 503, 507];

/** Where a chief tells what a code means, for people. */
export function problemPage(code: string): string {
  return `/docs/problems/${code}`;
}

/** Status, title and advice of a code; null where there is none of that name. */
export function problemKind(code: string): (HttpProblemKind & { readonly title: string }) | null {
  const known = [httpProblems, problemCatalogue, failureCatalogue].some((all) => Object.hasOwn(all, code));
  return known ? { ...kindOf(code as HttpProblemCode), title: titleOf(code) } : null;
}

/** Ends a request with a problem; the application's error handler makes the answer of it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly body: ProblemBody & Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: HttpProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    const { httpStatus: status, help } = kindOf(code);
    this.body = {
      type: problemPage(code),
      title: titleOf(code),
      status,
      code,
      // The two texts may quote what the sender of the request wrote, so they are made inert.
      detail: inertText(detail),
      help: inertText(extras.help ?? help),
      ...extras.members,
    };
    this.headers = extras.headers ?? {};
  }
}

/** A chief's refusal as the answer to a request. */
export function problemOf({ code, message, help }: Problem): HttpProblem {
  const waiting = passing.includes(problemCatalogue[code].httpStatus);
  return new HttpProblem(code, message, { help, ...(waiting && { headers: { 'retry-after': '10' } }) });
}

/** The answer where the checks refused a package; `consequence` ends the sentence. */
export function packageRefused(report: CheckReport, consequence: string): HttpProblem {
  const places = report.errors === 1 ? 'one place' : `${report.errors} places`;
  const members = { report: presentedReport(report) };
  return new HttpProblem('package-refused', `The package breaks the rules in ${places} ${consequence}.`, {
    members,
  });
}

/** What a chief answered, unless it refused: then the request ends with its problem. */
export function granted<Answer extends object>(answer: Answer | Problem): Answer {
  if ('kind' in answer && answer.kind === 'problem') throw problemOf(answer as Problem);
  return answer as Answer;
}

function kindOf(code: HttpProblemCode): HttpProblemKind {
  if (isOneOf(httpProblems, code)) return httpProblems[code];
  if (isOneOf(problemCatalogue, code)) return problemCatalogue[code];
  return failureCatalogue[code];
}

function isOneOf<Catalogue extends object>(catalogue: Catalogue, code: PropertyKey): code is keyof Catalogue {
  return Object.hasOwn(catalogue, code);
}

/** `not-found` as `Not found`. */
function titleOf(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
}

function kind(httpStatus: number, help: string): HttpProblemKind {
  return { httpStatus, help };
}
