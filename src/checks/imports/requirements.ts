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

/** Reads the requirements of a requirements.txt; options, comments and what pip itself would refuse are left out. */
export function readRequirements(text: string): Requirement[] {
  const found: Requirement[] = [];
  let continued = false;
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const content = line.replace(/(^|\s)#.*$/, '').trimEnd();
    const continues = content.endsWith('\\');
    if (!continued && content.trim() !== '') {
      const column = Array.from(/^\s*/.exec(content)![0]).length + 1;
      const requirement = readRequirement(content.trim().replace(/\s*\\$/, ''));
      if (requirement !== null) {
        found.push({ ...requirement, line: index + 1, column, endColumn: Array.from(content).length + 1 });
      }
    }
    continued = continues;
  }
  return found;
}

function readRequirement(text: string): Pick<Requirement, 'name' | 'pinned'> | null {
  const editable = /^(?:-e|--editable)[\s=]+(.*)$/.exec(text);
  if (editable !== null) return { name: /#egg=([\w.-]+)/.exec(editable[1]!)?.[1] ?? '', pinned: true };
  if (text.startsWith('-')) return null;
  if (/^(?:\w+\+)?\w+:\/\/|^[./~]|\.(?:whl|zip|tar\.gz)$/.test(text)) {
    const egg = /#egg=([\w.-]+)/.exec(text)?.[1];
    const wheel = /([A-Za-z0-9_.]+?)-\d[^/]*\.(?:whl|zip|tar\.gz)$/.exec(text)?.[1];
    return { name: egg ?? wheel ?? '', pinned: true };
  }
  const match = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(text);
  if (match === null) return null;
  const version = match[2]!
    .split(';')[0]!
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  const pinned = version.startsWith('@') || /^={2,3}\s*[^*,\s]+(?:\s+--hash=.*)?$/.test(version);
  return { name: match[1]!, pinned };
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
