import type { TemplateName } from './template-names.ts';
import { bytes } from './templates/bytes.ts';
import { csv } from './templates/csv.ts';
import { folder } from './templates/folder.ts';
import { gzLines } from './templates/gz-lines.ts';
import { lines } from './templates/lines.ts';
import { numpy } from './templates/numpy.ts';
import { ranges } from './templates/ranges.ts';
import { sweep } from './templates/sweep.ts';
import type { ChainTemplate, Template } from './templates/template.ts';
import { twoPass } from './templates/two-pass.ts';

/** What `butcher init` makes, by template. */
export const templates: Readonly<Record<TemplateName, Template | ChainTemplate>> = {
  bytes,
  lines,
  csv,
  numpy,
  ranges,
  folder,
  'gz-lines': gzLines,
  sweep,
  'two-pass': twoPass,
};
