/** What every contestant is given in one measurement. A fragment has at least 8 bytes. */
export interface Work {
  /** `identity 64 B`. */
  readonly name: string;
  readonly fragmentBytes: number;
  /** CPU time that each fragment costs; 0 is the identity. */
  readonly cpuSeconds: number;
}

export function identityWork(fragmentBytes: number): Work {
  return { name: `identity, ${sizeText(fragmentBytes)}`, fragmentBytes, cpuSeconds: 0 };
}

export function burnWork(cpuSeconds: number): Work {
  return { name: `${cpuSeconds * 1000} ms of CPU time, 64 B`, fragmentBytes: 64, cpuSeconds };
}

/** Work as the Python programs in package/ and peers/ read it. */
export function workJson(work: Work, fragments: number): string {
  return JSON.stringify({ fragments, fragment_bytes: work.fragmentBytes, cpu_seconds: work.cpuSeconds });
}

export function sizeText(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${bytes / 1024 ** 3} GiB`;
  if (bytes >= 1024 ** 2) return `${bytes / 1024 ** 2} MiB`;
  return bytes >= 1024 ? `${bytes / 1024} KiB` : `${bytes} B`;
}
