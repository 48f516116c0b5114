import { inertLine, inertText } from '../../../src/text/inert-text.ts';

/**
 * Text of packages and containers as it may stand in the page: a browser draws text as text, and what would turn its
 * direction or hide is shown as an escape, as the command line does it.
 */
export const line = inertLine;
export const block = inertText;
