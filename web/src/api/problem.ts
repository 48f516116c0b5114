import type { Schemas } from './client.ts';

/** What a request was refused for, or why it got no answer: `away` is said by the page itself. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  /** What to do about it. */
  readonly help: string;
  /** Of the answer; 0 where there was none. */
  readonly status: number;
  /** After how many seconds the same may be asked again; null where that was not said. */
  readonly waitSeconds: number | null;
  /** What the checks found, where they refused a package. */
  readonly report: Schemas['CheckReport'] | null;

  constructor(parts: {
    readonly code: string;
    readonly detail: string;
    readonly help: string;
    readonly status: number;
    readonly waitSeconds?: number | null;
    readonly report?: Schemas['CheckReport'] | null;
  }) {
    super(parts.detail);
    this.code = parts.code;
    this.help = parts.help;
    this.status = parts.status;
    this.waitSeconds = parts.waitSeconds ?? null;
    this.report = parts.report ?? null;
  }

  /** Whether the same request may be granted later without anybody's doing. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The chief did not answer: it is stopped, being started again, or cannot be reached. */
export function away(): Problem {
  return new Problem({
    code: 'away',
    detail: 'The chief does not answer.',
    help: 'It may be starting again; the page goes on by itself as soon as it is there.',
    status: 0,
  });
}

/** The problem that an answer tells; of one that is no problem document, as a proxy's, its status. */
export async function problemIn(response: Response): Promise<Problem> {
  const body: Partial<Schemas['Problem']> = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  const waitSeconds = Number.isFinite(wait) ? wait : null;
  return new Problem({
    code: body.code ?? 'unknown',
    detail: body.detail ?? `The answer was ${response.status} without a reason.`,
    help:
      waitHelp(body.code, waitSeconds) ??
      body.help ??
      'Try again; if it stays so, tell the operator of this chief.',
    status: response.status,
    waitSeconds,
    report: body.report ?? null,
  });
}

/** Anything that was thrown, as a problem that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem({
    code: 'page',
    detail: thrown instanceof Error ? thrown.message : String(thrown),
    help: 'Reload the page; if it stays so, this is a fault of the page.',
    status: -1,
  });
}

/** What to do where nothing but waiting helps; for programs the chief names the header that says how long. */
function waitHelp(code: string | undefined, seconds: number | null): string | null {
  if (seconds === null || (code !== 'too-many-requests' && code !== 'busy')) return null;
  return `Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`;
}
