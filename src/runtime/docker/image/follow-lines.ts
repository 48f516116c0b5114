import { createInterface } from 'node:readline';

/** One line of what the engine says while it pulls, imports or builds. */
export interface EngineLine {
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly aux?: { readonly ID?: string };
}

/**
 * Reads the engine's account of a pull, import or build to its end and returns the lines. Throws the error that the
 * engine puts there in place of a status code.
 */
export async function followLines(
  answer: NodeJS.ReadableStream,
  onLine: (line: EngineLine) => void = () => {},
): Promise<EngineLine[]> {
  const lines: EngineLine[] = [];
  for await (const text of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.trim() === '') continue;
    const line = JSON.parse(text) as EngineLine;
    if (line.error !== undefined) throw new Error(line.error);
    lines.push(line);
    onLine(line);
  }
  return lines;
}
