const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The latest time that a date can hold. */
const longestMs = 100 * 365 * 86_400_000;

/** Reads how long a token is to live, such as `30d` or `12h`, in milliseconds; or says what was expected. */
export function readLifetime(text: string): number | { readonly problem: string } {
  const match = /^(\d+)([smhd])$/i.exec(text.trim());
  const lifetimeMs = match === null ? 0 : Number(match[1]) * unitMs[match[2]!.toLowerCase()]!;
  if (lifetimeMs > 0 && lifetimeMs <= longestMs) return lifetimeMs;
  return { problem: `takes a time such as 30d, 12h or 45m, at most 100 years, not ${JSON.stringify(text)}` };
}
