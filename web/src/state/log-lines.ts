/** One line that user code printed, as the chief tells it. */
export interface LogLine {
  /** Absent in logs from before it was noted. */
  readonly atMs?: number | null;
  /** Null: from installing libraries. */
  readonly role: 'splitter' | 'worker' | 'merger' | null;
  readonly worker: number | null;
  readonly fragment: number | null;
  readonly text: string;
}

/** Lines that are held and can be searched; older ones can be downloaded. */
export const mostLines = 20_000;

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

/** Where a line comes from, as the command line says it. */
export function sourceOf({ role, worker, fragment }: Pick<LogLine, 'role' | 'worker' | 'fragment'>): string {
  if (role === null) return 'set-up';
  const container = worker === null ? role : `${role} ${worker}`;
  return fragment == null ? container : `${container}, fragment ${fragment.toLocaleString('en-US')}`;
}

/** The lines with more at their end, without the oldest of more than may be held. */
export function appended(lines: readonly LogLine[], more: readonly LogLine[]): readonly LogLine[] {
  const all = [...lines, ...more];
  return all.length <= mostLines ? all : all.slice(all.length - mostLines);
}
