import { layoutFindings } from '../../package/layout.ts';
import type { SourceRule } from '../rule.ts';

/** BUT101 to BUT104: entry files that are missing, misnamed or misplaced. */
export const packageLayout: SourceRule = {
  ids: ['BUT101', 'BUT102', 'BUT103', 'BUT104'],
  check: ({ source }, { forRun, processorSupplied }) =>
    layoutFindings(source, { processorRequired: forRun && !processorSupplied }),
};
