/** How a file of the results is shown. */
export type PreviewKind = 'picture' | 'csv' | 'tsv' | 'json' | 'text';

/** Of more text only the beginning is fetched. */
export const mostTextBytes = 512 * 1024;
/** A larger picture is not drawn. */
export const mostPictureBytes = 32 * 1024 * 1024;

const kinds: Readonly<Record<string, PreviewKind>> = {
  png: 'picture',
  jpg: 'picture',
  jpeg: 'picture',
  gif: 'picture',
  webp: 'picture',
  svg: 'picture',
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
};

export function kindOf(name: string): PreviewKind {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(kinds, extension) ? kinds[extension]! : 'text';
}
