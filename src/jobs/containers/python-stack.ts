import { withoutLast } from '../../text/without-last.ts';

/** What is kept of an answer, in bytes: far more than a hundred frames with long paths. */
const mostBytes = 64 * 1024;
/** The harness's own outermost frame, or the sign that frames were left out: nothing follows. */
const lastLine = /(?:butcher_harness\/__main__\.py", line \d+ in <module>|\n {2}\.\.\.)\n$/;
const beginning = 'Stack (most recent call first):\n';
/** As Python's faulthandler writes a frame; a path has at most 500 characters there. */
const frameLine = /^ {2}File "([^"\n]{1,2048})", line (\d{1,9}) in ([^\n]{1,512})$/;
/** Characters that it writes by their code. */
const escaped = /\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/g;

/** Where user code stood when it was asked. */
export interface StackPlace {
  /** The innermost place in a file of the package, relative to it. */
  readonly file: string;
  readonly line: number;
  /** The package's own frames, the outermost first. */
  readonly traceback: string;
}

/** Gathers what a harness answers when it is asked for its stack. User code can write the same: it is only text. */
export class StackAnswer {
  readonly #packagePath: string;
  #bytes: Buffer = Buffer.alloc(0);

  /** `packagePath` is where user code finds the package. */
  constructor(packagePath: string) {
    this.#packagePath = packagePath;
  }

  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(-mostBytes)]).subarray(-mostBytes);
  }

  /** Nothing more will come. */
  get complete(): boolean {
    return lastLine.test(this.#bytes.toString('latin1', Math.max(0, this.#bytes.length - 4096)));
  }

  /** Null where nothing of the package is in it. */
  place(): StackPlace | null {
    const text = this.#bytes.toString('latin1');
    const from = text.lastIndexOf(beginning);
    return from === -1 ? null : placeOf(text.slice(from + beginning.length), this.#packagePath);
  }
}

function placeOf(text: string, packagePath: string): StackPlace | null {
  const folder = `${withoutLast(packagePath, '/')}/`;
  let innermost: { readonly file: string; readonly line: number } | null = null;
  const frames: string[] = [];
  for (const written of text.split('\n')) {
    const [, path, line, name] = frameLine.exec(written) ?? [];
    if (path === undefined || line === undefined || name === undefined) continue;
    const file = unescaped(path);
    if (!file.startsWith(folder)) continue;
    const place = { file: file.slice(folder.length), line: Math.max(1, Number(line)) };
    innermost ??= place;
    frames.push(`  File "${place.file}", line ${place.line}, in ${unescaped(name)}\n`);
  }
  if (innermost === null) return null;
  const traceback = `Where it was at the time limit (most recent call last):\n${frames.reverse().join('')}`;
  return { ...innermost, traceback };
}

function unescaped(text: string): string {
  return text.replace(escaped, (whole, byte, short, long) => {
    const code = Number.parseInt(byte ?? short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
