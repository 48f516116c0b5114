import { PackageFlow } from './calls/package-flow.ts';
import type { PackageModel } from './model/package-model.ts';
import { OptionalFunctions } from './reach/optional-functions.ts';
import { reachedFiles } from './reach/reached-files.ts';

/** A package's model with the ways that control takes through it: what a rule is given. */
export interface AnalysedPackage extends PackageModel {
  /** How control goes through the functions; worked out at the first use. */
  readonly flow: PackageFlow;
  /**
   * The Python files that the entry files load, by path: {@link reachedFiles}. What others break is a warning at
   * most.
   */
  readonly reached: ReadonlySet<string>;
  /** What of those the package may do without; what it breaks is a warning at most. */
  readonly optional: OptionalFunctions;
}

/** Adds the analysis to a model. Nothing is worked out until a rule asks. */
export function analysedPackage(model: PackageModel): AnalysedPackage {
  let flow: PackageFlow | undefined;
  let reached: ReadonlySet<string> | undefined;
  let optional: OptionalFunctions | undefined;
  return {
    ...model,
    get flow() {
      flow ??= new PackageFlow(model);
      return flow;
    },
    get reached() {
      reached ??= reachedFiles(model);
      return reached;
    },
    get optional() {
      optional ??= new OptionalFunctions(this);
      return optional;
    },
  };
}
