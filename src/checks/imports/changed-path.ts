const changesPath =
  /\bsys\s*\.\s*path\s*(?:\.\s*(?:insert|append|extend|__iadd__)\b|\[[^\]\n]{0,200}\]\s*\+?=|\+?=[^=])|\baddsitedir\b|\bfrom\s+sys\s+import\b[^\n]{0,200}\bpath\b/;

/** Whether a Python source changes where imports look. */
export function changesImportPath(text: string): boolean {
  return changesPath.test(text);
}
