const comment = /#[^\r\n]*/g;
const directive = /noqa|ruff(?=\s*:)/gi;

/**
 * The text with the comments taken out of force that tell ruff to say nothing: `# noqa`, `# flake8: noqa`,
 * `# ruff: disable[…]` and the like. Every character stays in its place. A `#` in a string is taken for a comment;
 * no finding depends on what follows it.
 */
export function withoutSuppressions(text: string): string {
  if (text.search(directive) === -1) return text;
  return text.replace(comment, (found) => found.replace(directive, 'note'));
}
