/** How a file that others wrote is handed out: as what, and under which headers. */
export interface InertFile {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
}

const text = 'text/plain; charset=utf-8';
/** What may be shown by whoever fetches it; of anything else only the bytes are given. */
const types: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['txt', 'text', 'csv', 'tsv', 'json', 'jsonl', 'ndjson', 'log', 'md', 'py', 'toml', 'yaml', 'yml'].map(
      (extension) => [extension, text],
    ),
  ),
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

/**
 * The type that a file is given out as, by its name: never one that a browser runs, and under headers with which it
 * shows nothing of it as a page of the chief, whatever is in it.
 */
export function inertFile(path: string): InertFile {
  const name = path.slice(path.lastIndexOf('/') + 1).toWellFormed();
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return {
    type: Object.hasOwn(types, extension) ? types[extension]! : 'application/octet-stream',
    headers: {
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `attachment; filename*=UTF-8''${encoded(name)}`,
    },
  };
}

/** Whether a file of that name is given out as text. */
export function isText(path: string): boolean {
  return inertFile(path).type === text;
}

/** As RFC 8187 has it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
