import type { Finding } from '../../model/finding.ts';
import { PackagePaths } from '../imports/package-paths.ts';
import { standardModules } from '../imports/standard-modules.ts';
import { findingAbout } from '../make-finding.ts';
import type { Rule } from '../rule.ts';

/** BUT703: files that are found in place of a module of the standard library, or of NumPy. */
export const shadowedModules: Rule = {
  ids: ['BUT703'],
  *check({ source }): Iterable<Finding> {
    const { roots } = new PackagePaths(source);
    for (const path of source.files.keys()) {
      const root = roots.find((each) => path.startsWith(each))!;
      const name = /^([^/]+?)(?:\.py|\/__init__\.py)$/.exec(path.slice(root.length))?.[1];
      if (name === undefined || !(standardModules.has(name) || name === 'numpy')) continue;
      const whose = name === 'numpy' ? 'the library NumPy' : `Python's own module \`${name}\``;
      const message = `\`${path}\` hides ${whose} from all code of the package, libraries included.`;
      yield findingAbout('BUT703', path, message, { help: `Rename it, such as to \`my_${name}\`.` });
    }
  },
};
