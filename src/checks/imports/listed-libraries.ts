import type { RequirementsFile } from '../../requirements/read-requirements.ts';
import { broughtAlongBy, requirementFor, requirementsProvide, unknownAmong } from './requirements.ts';

/** The libraries that a package asks for, as far as its files tell what is installed. */
export class ListedLibraries {
  readonly #requirements: RequirementsFile | null;
  readonly #names: readonly string[];

  constructor(requirements: RequirementsFile | null) {
    const { requirements: asked = [], unusable = [], lock = null } = requirements ?? {};
    const installed = lock?.libraries ?? asked.filter(({ applies }) => applies);
    this.#requirements = requirements;
    this.#names = [...installed, ...unusable].flatMap(({ name }) => (name === null ? [] : [name]));
  }

  /** Whether one of them brings the top-level module; a line that cannot be used is a finding already. */
  bring(module: string): boolean {
    const unusable = this.#requirements?.unusable ?? [];
    return unusable.some(({ name }) => name === null) || requirementsProvide(this.#names, module);
  }

  /**
   * Why the module may be there all the same: without a lock a library brings others, of which some are known. Null
   * where it can come from none of them.
   */
  mayBring(
    module: string,
    isMisspelt: () => boolean,
  ): { readonly message: string; readonly help: string } | null {
    if (this.#requirements === null || this.#requirements.lock !== null) return null;
    const listing = `List \`${requirementFor(module)}==…\` in requirements.txt, too`;
    const by = broughtAlongBy(this.#names, module);
    if (by !== null) {
      const message = `\`${module}\` is installed only because \`${by}\` needs it, which another version may not.`;
      return { message, help: `${listing}, or have everything written down with \`butcher lock\`.` };
    }
    const unknown = unknownAmong(this.#names);
    if (unknown === null || isMisspelt()) return null;
    const message = `\`${module}\` is not listed in requirements.txt, and found only if \`${unknown}\` or another library there needs it.`;
    return { message, help: `${listing}.` };
  }
}
