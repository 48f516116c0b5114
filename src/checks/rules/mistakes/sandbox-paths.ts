import type { Finding } from '../../../model/finding.ts';
import { type EntryRole, entryFiles } from '../../../model/package-source.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition, PythonModule } from '../../model/definitions.ts';
import type { Rule } from '../../rule.ts';
import { isGuarded, isWriting, type Opening, openingAt } from '../files/openings.ts';
import { runFunctions } from './run-functions.ts';

const roles: readonly EntryRole[] = ['splitter', 'processor', 'merger'];
const ofWindows = /^(?:[A-Za-z]:(?:[\\/]|$)|\\\\)/;
/** Escapes that turn a folder's first letter into another character. */
const swallowed = /^[^\\]*(?:\\[^\\abfnrtv'"0-7xNuU][^\\]*)*(\\[abfnrtv0-7x])/;
/** Folders of the system that the sandbox has as well. */
const readable = /^\/(?:app|tmp|dev|proc|sys|etc|usr|var|lib\w*|bin|sbin|opt|run)(?:\/|$)/;
const writable = /^\/(?:app\/resources|tmp|dev|proc|sys)(?:\/|$)/;

/** BUT808: files opened under paths that are written out, and that the sandbox does not have. */
export const sandboxPaths: Rule = {
  ids: ['BUT808'],
  *check(model): Iterable<Finding> {
    const openings = [...runFunctions(model)].flatMap((definition) => openingsIn(model, definition));
    const relative = new RelativePaths(model, openings);
    for (const opening of openings) {
      if (isGuarded(opening.call)) continue;
      const problem = foreignPath(opening) ?? relative.problemOf(opening);
      if (problem === null) continue;
      const { path } = model.resolver.moduleOf(opening.call);
      yield findingAt('BUT808', path, opening.call, problem.message, { help: problem.help });
    }
  },
};

interface Problem {
  readonly message: string;
  readonly help: string;
}

const forData = 'Open what `dataset_path` names for the data';
const forPackage = 'pathlib.Path(__file__).parent / "name" for files of the package';
const forResults = 'plain names in Merge.py for results';
const instead = `${forData}, ${forPackage}, ${forResults}.`;

function openingsIn(model: AnalysedPackage, { calls }: FunctionDefinition): Opening[] {
  return calls.flatMap((call) => {
    const opening = openingAt(model, call);
    return opening === null || opening.mode === null ? [] : [opening];
  });
}

/** Windows paths, and absolute ones to folders of the author's machine. */
function foreignPath({ call, path, mode }: Opening): Problem | null {
  const shown = path.length <= 60 ? path : `${path.slice(0, 59)}…`;
  if (ofWindows.test(path)) {
    const swallowing = /\b[bB]?[rR]["']/.test(call.text) ? undefined : swallowed.exec(path)?.[1];
    const also =
      swallowing === undefined ? '' : `, and \`${swallowing}\` in it is another character altogether`;
    return {
      message: `\`${shown}\` is a path of a Windows machine, and the sandbox has none of its drives${also}.`,
      help: instead,
    };
  }
  if (path.startsWith('~'))
    return {
      message: `\`${shown}\` is not there: \`open\` does not know \`~\`, and the sandbox has no home folder of yours.`,
      help: instead,
    };
  if (!path.startsWith('/')) return null;
  if (isWriting(mode!)) {
    if (writable.test(path)) return null;
    return {
      message: `\`${shown}\` cannot be written: only the results folder and /tmp can.`,
      help: 'In Merge.py write plain names, which lie in the results folder; scratch files go to /tmp.',
    };
  }
  if (readable.test(path)) return null;
  return { message: `\`${shown}\` is not there: the sandbox has none of your folders.`, help: instead };
}

/** Relative paths in the entry files, each of which is loaded with a working directory of its own. */
class RelativePaths {
  readonly #model: AnalysedPackage;
  readonly #written: ReadonlySet<string>;
  readonly #known: boolean;

  constructor(model: AnalysedPackage, openings: readonly Opening[]) {
    this.#model = model;
    this.#written = new Set(
      openings.flatMap(({ path, mode }) => (isWriting(mode!) ? [withoutDots(path)] : [])),
    );
    const texts = [...model.reached].map((path) => model.modules.get(path)?.tree.text ?? '');
    this.#known = !texts.some((text) => /\bchdir\b/.test(text));
  }

  problemOf({ call, path, mode }: Opening): Problem | null {
    const module = this.#model.resolver.moduleOf(call);
    const role = roles.find((each) => this.#model.entryModule(each) === module);
    const name = withoutDots(path);
    if (!this.#known || role === undefined || this.#isImported(module)) return null;
    if (!/^[\w. -]+(?:\/[\w. -]+)*$/.test(name) || name.startsWith('..')) return null;
    const file = entryFiles[this.#model.source.layout][role];
    if (role === 'merger') return isWriting(mode!) ? null : this.#readInMerge(name, file);
    if (isWriting(mode!)) {
      return {
        message: `\`${name}\` cannot be written: the working directory of ${file} is the package, which is read-only.`,
        help: 'Write scratch files to /tmp (`tempfile`); what is to be kept goes into the fragments or the results.',
      };
    }
    if (this.#isInPackage(name) || this.#written.has(name)) return null;
    const data = role === 'splitter' ? 'the data are at `dataset_path`' : 'the data come as `fragment`';
    return {
      message: `\`${name}\` is not there: the working directory of ${file} is the package, which has no such file; ${data}.`,
      help:
        role === 'splitter'
          ? 'Open `dataset_path` for the data, or add the file to the package.'
          : 'Work on `fragment`, or add the file to the package.',
    };
  }

  #readInMerge(name: string, file: string): Problem | null {
    if (!this.#isInPackage(name) || this.#written.has(name)) return null;
    return {
      message: `\`${name}\` is not there: the working directory of ${file} is the results folder, not the package.`,
      help: `Open pathlib.Path(__file__).parent / "${name}", beside ${file}, or wherever it lies in the package.`,
    };
  }

  #isInPackage(name: string): boolean {
    const { files } = this.#model.source;
    return files.has(name) || [...files.keys()].some((path) => path.startsWith(`${name}/`));
  }

  /** Loaded by another role as well, a file has more than one working directory. */
  #isImported(module: PythonModule): boolean {
    return [...this.#model.modules.values()].some((other) =>
      other.imports.some((each) => this.#model.moduleNamed(other, each.module, each.level) === module),
    );
  }
}

function withoutDots(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}
