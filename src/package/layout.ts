import type { Finding } from '../model/finding.ts';
import { libraryFiles } from '../model/libraries.ts';
import {
  type EntryRole,
  entryFiles,
  type PackageLayout,
  type PackageSource,
} from '../model/package-source.ts';
import { compareCodePoints } from '../text/code-points.ts';
import { inOrder, type LoadingRule, loadingFinding } from './loading-finding.ts';

const roles: readonly EntryRole[] = ['splitter', 'merger', 'processor'];
const missingRules: Readonly<Record<EntryRole, LoadingRule>> = {
  splitter: 'BUT101',
  merger: 'BUT102',
  processor: 'BUT103',
};
const purposes: Readonly<Record<EntryRole, string>> = {
  splitter: 'a generator `splitter(dataset_path)` that cuts the data into fragments',
  merger: 'a function `merger(fragment, job_name)` that folds each result into the results folder',
  processor: 'a function `Processor(fragment)` that turns one fragment into one result',
};

/** The words with which people name the files. */
const otherNames: Readonly<Record<EntryRole, readonly string[]>> = {
  splitter: ['split', 'splitter'],
  merger: ['merge', 'merger'],
  processor: ['process', 'processor'],
};

/** The layout that the entry files follow, as far as one can tell; flat in doubt. */
export function layoutOf(paths: Iterable<string>): PackageLayout {
  const exact = new Set(paths);
  const folded = new Set([...exact].map((path) => path.toLowerCase()));
  const score = (layout: PackageLayout) =>
    roles
      .map((role) => entryFiles[layout][role])
      .reduce((sum, file) => sum + (exact.has(file) ? 10 : 0) + (folded.has(file.toLowerCase()) ? 1 : 0), 0);
  return score('guideline') > score('flat') ? 'guideline' : 'flat';
}

/**
 * Entry files that are missing (BUT101 to BUT103), or there under the wrong name or in the wrong place, or in both
 * layouts (BUT104, in place of the former). A missing processor is an error only when `processorRequired`: where a
 * job is to be run and no processor was given beside the package.
 */
export function layoutFindings(
  source: Pick<PackageSource, 'layout' | 'files'>,
  options: { readonly processorRequired: boolean },
): Finding[] {
  const { files, layout } = source;
  const other = layout === 'flat' ? 'guideline' : 'flat';
  const packages = roles.some((role) => files.has(entryFiles[layout][role])) ? [] : packagesBelow(files);
  if (packages.length > 1) return [ofPackages(packages)];
  const findings: Finding[] = [];
  for (const role of roles) {
    const right = entryFiles[layout][role];
    const elsewhere = entryFiles[other][role];
    if (files.has(right)) {
      if (files.has(elsewhere)) findings.push(inBothLayouts(right, elsewhere));
      continue;
    }
    const misplaced = likeliestPlace(files.keys(), right);
    findings.push(
      misplaced === null
        ? missing(role, right, files.keys(), options.processorRequired)
        : loadingFinding(
            'BUT104',
            misplaced,
            `\`${misplaced}\` is where \`${right}\` should be.`,
            `Rename \`${misplaced}\` to \`${right}\`; upper and lower case count.`,
          ),
    );
  }
  for (const right of ['butcher.json', ...libraryFiles]) {
    const misplaced = files.has(right) ? null : sameFolderOtherCase(files.keys(), right);
    if (misplaced !== null)
      findings.push(
        loadingFinding(
          'BUT104',
          misplaced,
          `\`${misplaced}\` is not read: the name is \`${right}\`.`,
          `Rename \`${misplaced}\` to \`${right}\`; upper and lower case count.`,
        ),
      );
  }
  return inOrder(findings);
}

/** Folders that look like packages of their own. */
function packagesBelow(files: PackageSource['files']): string[] {
  const { splitter, merger } = entryFiles.flat;
  const below = [...files.keys()].filter((path) => path.split('/').length === 2);
  const folders = below.flatMap((path) => (baseName(path) === splitter ? [path.split('/')[0]!] : []));
  return folders.filter((folder) => files.has(`${folder}/${merger}`)).sort(compareCodePoints);
}

function ofPackages(folders: readonly string[]): Finding {
  const [first, second, ...others] = folders.map((folder) => `\`${folder}\``);
  const named =
    others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
  return loadingFinding(
    'BUT101',
    entryFiles.flat.splitter,
    `\`${entryFiles.flat.splitter}\` is missing here; ${named} are packages of their own.`,
    'Give the path of one of them.',
  );
}

function missing(
  role: EntryRole,
  file: string,
  paths: Iterable<string>,
  processorRequired: boolean,
): Finding {
  const meant = misnamed(role, file, paths);
  const deed = meant?.toLowerCase().endsWith('.ipynb') ? 'save it as a script of that name' : 'rename it';
  const hint = meant === null ? '' : ` \`${meant}\` may be it: ${deed}.`;
  const severity = role === 'processor' && !processorRequired ? 'warning' : 'error';
  return loadingFinding(
    missingRules[role],
    file,
    `\`${file}\` is missing.`,
    `Add \`${file}\` with ${purposes[role]}.${hint}`,
    { severity },
  );
}

/** A file beside the place of the missing one whose name is another word for it, a copy's, or has a second ending. */
function misnamed(role: EntryRole, right: string, paths: Iterable<string>): string | null {
  const folder = right.slice(0, -baseName(right).length);
  for (const path of paths) {
    if (path !== folder + baseName(path)) continue;
    const [, word, rest] = /^([a-z]+)(.{0,20})$/.exec(baseName(path).toLowerCase()) ?? [];
    if (word === undefined || !otherNames[role].includes(word)) continue;
    if (/^(?: ?\(\d{1,3}\)| ?-? ?copy)?\.(?:py|txt|py\.txt|ipynb|pyw)$/.test(rest!)) return path;
  }
  return null;
}

function inBothLayouts(right: string, elsewhere: string): Finding {
  return loadingFinding(
    'BUT104',
    elsewhere,
    `\`${elsewhere}\` and \`${right}\` are both there, each from another layout.`,
    `Keep one layout: remove \`${elsewhere}\`, or use its folder layout for all three files.`,
  );
}

/** A file of the right name in the wrong case or folder: the nearest one, or null. */
function likeliestPlace(paths: Iterable<string>, right: string): string | null {
  const name = baseName(right);
  const folder = right.slice(0, -name.length);
  const rank = (path: string) =>
    (path.toLowerCase() === right.toLowerCase() ? 0 : 1000) +
    (path.startsWith(folder) ? 0 : 100) +
    path.split('/').length * 2 +
    (baseName(path) === name ? 0 : 1);
  const found = [...paths].filter((path) => baseName(path).toLowerCase() === name.toLowerCase());
  return found.sort((left, next) => rank(left) - rank(next) || compareCodePoints(left, next))[0] ?? null;
}

function sameFolderOtherCase(paths: Iterable<string>, right: string): string | null {
  for (const path of paths) if (path.toLowerCase() === right) return path;
  return null;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
