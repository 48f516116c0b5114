import { inertText } from '../../text/inert-text.ts';

/** Prints an error that nobody planned, in words that do not blame the user. */
export function internalErrorText(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `failed: internal  Butcher itself failed; this is our fault and not yours. Please report it with these lines:\n${inertText(detail)}\n`;
}
