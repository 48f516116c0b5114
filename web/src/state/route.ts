/** Where in the page somebody is: the words of the address after `#/`, and what follows its `?`. */
export interface Place {
  readonly words: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export function placeOf(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const words = path
    .split('/')
    .filter((word) => word !== '')
    .map(decoded);
  return { words, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The address of a place, for links. */
export function hashOf(words: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${words.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
