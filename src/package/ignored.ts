/** What editors, systems, version control and Python leave behind. */
const ignoredNames: ReadonlySet<string> = new Set([
  '__pycache__',
  '__MACOSX',
  '.DS_Store',
  '.AppleDouble',
  '.Spotlight-V100',
  '.Trashes',
  'Thumbs.db',
  'desktop.ini',
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  'CVS',
  '.jj',
  '.idea',
  '.vscode',
  '.vs',
  '.spyproject',
  '.ropeproject',
  '.venv',
  '.tox',
  '.nox',
  '.eggs',
  '.direnv',
  '.pixi',
  '__pypackages__',
  'node_modules',
  '.cache',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.pytype',
  '.hypothesis',
  '.ipynb_checkpoints',
]);

/** Whether a member is no part of the package: it, or a folder above it, is a leftover of some tool. */
export function isIgnored(path: string): boolean {
  return path.split('/').some((part) => ignoredNames.has(part) || /^\._|\.py[co]$/.test(part));
}
