/** One line that user code printed, as the chief tells it. */
export interface LogLine {
  /** Absent in logs from before it was noted. */
  readonly atMs?: number | null;
  /** Null: from installing libraries. */
  readonly role: 'splitter' | 'worker' | 'merger' | null;
  readonly worker: number | null;
  readonly fragment: number | null;
  /** Absent: it was not printed to `sys.stderr`, or that is not known. */
  readonly stream?: 'stderr';
  readonly text: string;
}

/** Lines that are held and can be searched; older ones can be downloaded. */
export const mostLines = 20_000;
/** What the chief writes where a container printed more than is kept, or faster than it can be. */
const cutMarks = /^\[(?:log cut at \d+ bytes|lines left out)\]$/;

/** Reads lines of JSON from a body, however it is cut into pieces. */
export async function* readJsonLines<Line>(body: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of body) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Line;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Line;
}

/** Lines are missing after this one. */
export function isCut({ text }: Pick<LogLine, 'text'>): boolean {
  return cutMarks.test(text);
}

/** Where a line comes from, as the command line says it. */
export function sourceOf({
  role,
  worker,
  fragment,
  stream,
}: Pick<LogLine, 'role' | 'worker' | 'fragment' | 'stream'>): string {
  if (role === null) return 'set-up';
  const container = worker === null ? role : `${role} ${worker}`;
  const about = fragment == null ? '' : `, fragment ${fragment.toLocaleString('en-US')}`;
  return `${container}${about}${stream === undefined ? '' : `, ${stream}`}`;
}

/** The lines with more at their end, without the oldest of more than may be held. */
export function appended(lines: readonly LogLine[], more: readonly LogLine[]): readonly LogLine[] {
  const all = [...lines, ...more];
  return all.length <= mostLines ? all : all.slice(all.length - mostLines);
}
