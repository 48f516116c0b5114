import type { PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

/** Finds the identifier that begins at a line and column (from 1, columns in characters) of a module. */
export class NamePlaces {
  readonly #byOffset = new Map<number, number>();
  readonly #lineStarts: number[] = [0];
  /** A place that was found; a later one of the same line is counted from there. */
  #found = { line: 0, column: 1, offset: 0 };

  constructor(readonly module: PythonModule) {
    const { tree } = module;
    for (let index = 0; index < tree.size; index++) {
      if (tree.kindOf(index) === 'identifier') this.#byOffset.set(tree.arrays.start[index]!, index);
    }
    const lineEnd = /\r\n?|\n/g;
    while (lineEnd.exec(tree.text) !== null) this.#lineStarts.push(lineEnd.lastIndex);
  }

  /** Null where there is no identifier, as inside of a string. */
  at(line: number, column: number): SyntaxNode | null {
    const { tree } = this.module;
    const goesOn = this.#found.line === line && this.#found.column <= column;
    let offset = goesOn ? this.#found.offset : (this.#lineStarts[line - 1] ?? tree.text.length);
    for (let passed = goesOn ? this.#found.column : 1; passed < column; passed++)
      offset += tree.text.codePointAt(offset)! > 0xffff ? 2 : 1;
    this.#found = { line, column, offset };
    const index = this.#byOffset.get(offset);
    return index === undefined ? null : tree.node(index);
  }
}
