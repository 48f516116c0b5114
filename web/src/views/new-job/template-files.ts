import type { TemplateName } from '../../../../src/cli/init/template-names.ts';
import { templates } from '../../../../src/cli/init/templates.ts';

/** The files that `butcher init --template NAME` makes. */
export function templateFiles(name: string): readonly { readonly path: string; readonly text: string }[] {
  const template = templates[name as TemplateName];
  if (!('files' in template) || 'packages' in template) return [];
  const { description, params, files } = template;
  const manifest = { name, description, ...(params === undefined ? {} : { params }) };
  return [
    ...Object.entries(files).map(([path, text]) => ({ path, text })),
    { path: 'butcher.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
  ];
}
