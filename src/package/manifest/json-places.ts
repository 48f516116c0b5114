/** From an offset to the one after the last, in UTF-16 units of the text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface JsonPlaces {
  /**
   * JSON pointer of every value to where it stands, as far down and as long as anybody asks for one: no further than 16
   * levels and 500 characters.
   */
  readonly values: ReadonlyMap<string, TextRange>;
  /** The same pointers, to where their key stands. */
  readonly keys: ReadonlyMap<string, TextRange>;
  /** Keys that an object has already. */
  readonly repeated: readonly { readonly pointer: string; readonly range: TextRange }[];
  /** Where the text stops being JSON, or null. */
  readonly error: number | null;
}

interface Container {
  readonly pointer: string;
  readonly isObject: boolean;
  readonly start: number;
  key: string;
  index: number;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

const tokens =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|[{}[\],:]|[^\s{}[\],:"]+|"|[^\t\n\r ]/g;
const scalar = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$/;
const deepestRecorded = 16;
/** Of a pointer. A long key with many members would else be kept once for each of them. */
const mostCharacters = 500;

/** Where the values and keys of a JSON text stand. Keeps no stack of calls, so depth cannot harm it. */
export function jsonPlaces(text: string): JsonPlaces {
  const values = new Map<string, TextRange>();
  const keys = new Map<string, TextRange>();
  const repeated: { pointer: string; range: TextRange }[] = [];
  const open: Container[] = [];
  let expected = 'value' as Expected;
  const outcome = (error: number | null): JsonPlaces => ({ values, keys, repeated, error });
  const pointerHere = () => {
    const inside = open.at(-1);
    return inside === undefined
      ? ''
      : childPointer(inside.pointer, inside.isObject ? inside.key : inside.index);
  };
  const isRecorded = (pointer: string) => open.length <= deepestRecorded && pointer.length <= mostCharacters;
  const ended = (pointer: string, range: TextRange) => {
    if (isRecorded(pointer)) values.set(pointer, range);
    expected = open.length === 0 ? 'nothing' : 'comma or end';
  };
  for (const match of text.matchAll(tokens)) {
    const [token] = match;
    const range = { start: match.index, end: match.index + token.length };
    const inside = open.at(-1);
    if (token === '}' || token === ']') {
      const mayEnd = expected.endsWith('or end') && inside?.isObject === (token === '}');
      if (!mayEnd || inside === undefined) return outcome(range.start);
      open.pop();
      ended(inside.pointer, { start: inside.start, end: range.end });
    } else if (expected === 'colon') {
      if (token !== ':') return outcome(range.start);
      expected = 'value';
    } else if (expected === 'comma or end') {
      if (token !== ',' || inside === undefined) return outcome(range.start);
      inside.index += 1;
      expected = inside.isObject ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'key or end') {
      if (token.length < 2 || !token.startsWith('"') || inside === undefined) return outcome(range.start);
      inside.key = JSON.parse(token) as string;
      if (open.length <= deepestRecorded) {
        const pointer = pointerHere();
        if (keys.has(pointer)) repeated.push({ pointer, range });
        if (isRecorded(pointer)) keys.set(pointer, range);
      }
      expected = 'colon';
    } else if (expected === 'nothing') return outcome(range.start);
    else if (token === '{' || token === '[') {
      const pointer = open.length <= deepestRecorded ? pointerHere() : '';
      open.push({ pointer, isObject: token === '{', start: range.start, key: '', index: 0 });
      expected = token === '{' ? 'key or end' : 'value or end';
    } else if ((token.startsWith('"') && token.length > 1) || scalar.test(token)) ended(pointerHere(), range);
    else return outcome(range.start);
  }
  return outcome(expected === 'nothing' ? null : text.length);
}

/** The pointer of a member of what `pointer` points to (RFC 6901). */
export function childPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
