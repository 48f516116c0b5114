/**
 * The files of an archive without the one folder that wraps them all, if there is one.
 * A lone `Butcher/` is part of the layout of that name, unless it holds a flat package, processor included.
 */
export function withoutTopFolder(files: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const [first] = files.keys();
  const slash = first?.indexOf('/') ?? -1;
  if (first === undefined || slash === -1) return files;
  const top = first.slice(0, slash + 1);
  if (top === 'Processor/' || (top === 'Butcher/' && !files.has('Butcher/Processor.py'))) return files;
  if (![...files.keys()].every((path) => path.startsWith(top))) return files;
  return new Map([...files].map(([path, bytes]) => [path.slice(top.length), bytes]));
}
