/** Reads a text from left to right. Patterns must be sticky, and must not be able to backtrack far. */
export class Scanner {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** The next characters, for people. */
  get rest(): string {
    return this.#text.slice(this.#at, this.#at + 40);
  }

  /** What the pattern matches here, which is then passed; null, and nothing is passed, where it does not. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  /** Passes white space; whether there was some. */
  space(): boolean {
    return this.take(/[ \t]+/y) !== null;
  }
}
