import { createHash } from 'node:crypto';
import type { RoleDigests } from '../../model/finding.ts';
import type { EntryRole } from '../../model/package-source.ts';
import type { PackageModel } from '../model/package-model.ts';
import { isBesideThePackage, reachedFiles, reachedWith } from './reached-files.ts';

/** What may import modules whose names stand in data, or run files of the package as programs. */
const loadsByData =
  /pickle|shelve|\bdill\b|joblib|jsonpickle|\byaml\b|\btorch\b|subprocess|\bos\.(?:system|popen|exec|spawn|posix_spawn)/;
/** Code opens a manifest only where it names it, or goes through a folder. */
const opensManifest =
  /butcher|\.json\b|listdir|scandir|\bwalk\b|glob|iterdir|resources|shutil|tarfile|zipfile/i;
const manifestFile = 'butcher.json';

type DigestedModel = Pick<PackageModel, 'source' | 'modules' | 'resolver' | 'texts'>;

/**
 * Digests over what the splitter's and the processor's containers load: the Python files that they reach by imports,
 * and every file that is not Python, which their code may open. Where data may name what is loaded (pickles, programs
 * that are started), every Python file counts but those that the merger alone reaches. The manifest counts where code
 * may open it. In doubt a file counts.
 */
export function roleDigests(model: DigestedModel): RoleDigests {
  const hashes = new Map<string, string>();
  const digestOf = (role: EntryRole) => {
    const hash = createHash('sha256');
    const loaded = loadedBy(model, role);
    for (const [path, { bytes }] of model.source.files) {
      if (path.endsWith('.py') ? !loaded.has(path) : !mayOpen(model, loaded, path)) continue;
      const known = hashes.get(path) ?? createHash('sha256').update(bytes).digest('hex');
      hashes.set(path, known);
      hash.update(`${known} ${Buffer.byteLength(path)} ${path}\n`);
    }
    return `sha256:${hash.digest('hex')}`;
  };
  return { splitter: digestOf('splitter'), processor: digestOf('processor') };
}

function loadedBy(model: DigestedModel, role: EntryRole): ReadonlySet<string> {
  const loaded = reachedFiles(model, [role]);
  if (!mentions(model, loaded, loadsByData)) return loaded;
  const merging = reachedFiles(model, ['merger']);
  const others = [...model.source.files.keys()].filter(
    (path) => path.endsWith('.py') && !merging.has(path) && !isBesideThePackage(path),
  );
  const splitting = reachedFiles(model, ['splitter']);
  return reachedWith(model, [role], [...others, ...splitting]);
}

function mayOpen(model: DigestedModel, loaded: ReadonlySet<string>, path: string): boolean {
  return path !== manifestFile || mentions(model, loaded, opensManifest);
}

/** A file that cannot be read may mention anything. */
function mentions({ texts }: DigestedModel, paths: ReadonlySet<string>, words: RegExp): boolean {
  return [...paths].some((path) => {
    const text = texts.get(path);
    return text === undefined || words.test(text);
  });
}
