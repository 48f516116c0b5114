import Type from 'typebox';
import { failureCatalogue } from '../../model/failures.ts';
import { HttpProblem, problemKind, problemPage } from '../http-problem.ts';
import type { HttpApp } from '../type-provider.ts';

/** The pages that the `type` of a problem leads to, for people; without a token. */
export async function problemPages(app: HttpApp): Promise<void> {
  app.get(
    problemPage(':code'),
    { schema: { hide: true, params: Type.Object({ code: Type.String({ maxLength: 64 }) }) } },
    async (request, reply) => {
      const { code } = request.params;
      const kind = problemKind(code);
      if (kind === null) throw new HttpProblem('not-found', 'There is no problem of that name.');
      const meaning = Object.hasOwn(failureCatalogue, code)
        ? failureCatalogue[code as keyof typeof failureCatalogue].meaning
        : '';
      reply.type('text/html; charset=utf-8');
      return page(code, kind.title, [`HTTP status ${kind.httpStatus}.`, meaning, kind.help]);
    },
  );
}

/** The texts are those of the catalogues. */
function page(code: string, title: string, sentences: readonly string[]): string {
  const paragraphs = sentences.filter((text) => text !== '').map((text) => `<p>${escaped(text)}</p>`);
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escaped(code)}</title>`,
    '<style>body { font: 1.1rem/1.5 sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>',
    `<h1>${escaped(title)}</h1><p><code>${escaped(code)}</code></p>`,
    ...paragraphs,
    '<p><a href="/docs">The whole interface</a></p></html>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
