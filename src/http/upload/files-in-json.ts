import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { HttpProblem } from '../http-problem.ts';

/** Most bytes of a package that comes as JSON: parsing it is a matter of milliseconds. */
export const mostJsonBytes = 1024 * 1024;
const mostFiles = 1000;
const mostPathCharacters = 1000;

/** Files by their path, as `{ "files": { "Split.py": "…" } }`, as a tar. Nothing of them is looked at but the paths. */
export async function tarOfJson(body: Readable): Promise<Readable> {
  const tar = pack();
  for (const [path, content] of filesIn(parsed(await textOf(body)))) tar.entry({ name: path }, content);
  tar.finalize();
  return Readable.from(tar, { objectMode: false });
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostJsonBytes)
      throw new HttpProblem(
        'body-too-large',
        `Files as JSON may have ${mostJsonBytes} bytes; send an archive.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem('bad-request', 'The body is no JSON.');
  }
}

function filesIn(value: unknown): readonly (readonly [string, string])[] {
  const { files, ...rest } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (Object.keys(rest).length > 0 || typeof files !== 'object' || files === null || Array.isArray(files))
    throw new HttpProblem('bad-request', 'The body takes {"files": {"PATH": "TEXT"}} and nothing else.');
  const entries = Object.entries(files);
  if (entries.length > mostFiles)
    throw new HttpProblem('bad-request', `At most ${mostFiles} files come as JSON; send an archive.`);
  for (const [path, text] of entries) {
    if (typeof text !== 'string') throw new HttpProblem('bad-request', 'The content of a file is a text.');
    if (!isPlainPath(path))
      throw new HttpProblem(
        'bad-request',
        'A path is relative, with / between its names, and has neither . nor .. nor control characters.',
      );
  }
  return entries as [string, string][];
}

/** A path below a folder, whoever wrote it. */
export function isPlainPath(path: string): boolean {
  if (path.length > mostPathCharacters || /\p{Cc}/u.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}
