import { importNames, transitiveImports } from './import-names.ts';

/** One line of requirements.txt that names a package. Lines and columns count from 1. */
export interface Requirement {
  /** As written; empty for a URL or path that does not tell. */
  readonly name: string;
  /** True for `name==1.2.3`, and for a URL or path, which names one thing too. */
  readonly pinned: boolean;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/**
 * Reads the requirements of a requirements.txt; options, comments and what pip itself would refuse are left out. Takes
 * time in proportion to the text.
 */
export function readRequirements(text: string): Requirement[] {
  const found: Requirement[] = [];
  let continued = false;
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const content = withoutComment(line).trimEnd();
    const continues = content.endsWith('\\');
    if (!continued && content.trim() !== '') {
      const column = content.length - content.trimStart().length + 1;
      const requirement = readRequirement((continues ? content.slice(0, -1) : content).trim());
      if (requirement !== null) {
        found.push({ ...requirement, line: index + 1, column, endColumn: Array.from(content).length + 1 });
      }
    }
    continued = continues;
  }
  return found;
}

function withoutComment(line: string): string {
  if (line.startsWith('#')) return '';
  const at = line.search(/\s#/);
  return at < 0 ? line : line.slice(0, at);
}

function readRequirement(text: string): Pick<Requirement, 'name' | 'pinned'> | null {
  if (/^(?:-e|--editable)[\s=]/.test(text)) return { name: eggOf(text) ?? '', pinned: true };
  if (text.startsWith('-')) return null;
  if (/^(?:\w+\+)?\w+:\/\/|^[./~]|\.(?:whl|zip|tar\.gz)$/.test(text))
    return { name: eggOf(text) ?? wheelOf(text) ?? '', pinned: true };
  const name = nameAt(text);
  if (name === '') return null;
  const version = withoutBrackets(afterExtras(text.slice(name.length).trimStart()).split(';', 1)[0]!.trim());
  const pinned = version.startsWith('@') || /^={2,3}\s*[^*,\s]+(?:\s+--hash=.*)?$/.test(version);
  return { name, pinned };
}

function eggOf(address: string): string | null {
  return /#egg=([\w.-]+)/.exec(address)?.[1] ?? null;
}

/** The name in that of a file such as `six-1.16.0-py3-none-any.whl`. */
function wheelOf(address: string): string | null {
  if (!/\.(?:whl|zip|tar\.gz)$/.test(address)) return null;
  const file = address.slice(address.lastIndexOf('/') + 1);
  const version = file.search(/(?<=[A-Za-z0-9_.])-\d/);
  return version < 0
    ? null
    : file
        .slice(0, version)
        .split(/[^A-Za-z0-9_.]/)
        .at(-1)!;
}

/** The name that a requirement begins with, which begins and ends with a letter or digit; or nothing. */
function nameAt(text: string): string {
  const run = /^[A-Za-z0-9][\w.-]*/.exec(text)?.[0] ?? '';
  let end = run.length;
  while (end > 0 && '_.-'.includes(run[end - 1]!)) end -= 1;
  return run.slice(0, end);
}

function afterExtras(text: string): string {
  const end = text.startsWith('[') ? text.indexOf(']') : -1;
  return text.slice(end + 1).trimStart();
}

function withoutBrackets(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
}

/** Whether one of the requirements brings the top-level module, itself or with what it depends on. */
export function requirementsProvide(requirements: readonly Requirement[], module: string): boolean {
  const wanted = squeezed(module);
  return requirements.some(({ name }) => {
    if (name === '') return true;
    const key = name.toLowerCase().replace(/[-_.]+/g, '-');
    const known = importNames.get(key);
    if (known?.includes(module)) return true;
    if (transitiveImports.get(key)?.includes(module)) return true;
    // `pyserial` brings `serial`, `python-docx` brings `docx`: a name within the other is near enough to be believed.
    return (
      squeezed(name) === wanted ||
      (wanted.length >= 3 && known === undefined && squeezed(name).includes(wanted))
    );
  });
}

/** The requirement that brings a module, by its name on the package index. */
export function requirementFor(module: string): string {
  for (const [requirement, modules] of importNames) if (modules.includes(module)) return requirement;
  return module;
}

function squeezed(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '');
}
