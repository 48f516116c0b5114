/** A running job, or with null for its id what comes in for an account, and how much of the disk it has taken. */
export interface Writer {
  readonly id: string | null;
  readonly account: string;
  readonly bytes: number;
}

/** What has to be known of a disk that is short, in bytes. */
export interface Shortage {
  /** Until what is to stay free is. */
  readonly missingBytes: number;
  /** What is to stay free. */
  readonly reserveBytes: number;
}

/**
 * The job to be ended where the disk is short, or null for none: the largest of the account that has written the most
 * in all, if that is at least what is missing, and more than its part of half the reserve, shared by all who write.
 * Where nobody has written so much, whoever filled the disk is none of the jobs: those that run end within the reserve,
 * which is there for them, and the others wait. Of equals the earlier in the list.
 */
export function biggestWriter(
  writers: readonly Writer[],
  { missingBytes, reserveBytes }: Shortage,
): string | null {
  const ofAccount = new Map<string, number>();
  for (const { account, bytes } of writers)
    if (bytes > 0) ofAccount.set(account, (ofAccount.get(account) ?? 0) + bytes);
  const least = Math.max(missingBytes, reserveBytes / 2 / ofAccount.size);
  let biggest: Writer | null = null;
  for (const writer of writers) {
    if (writer.id === null || writer.bytes === 0 || ofAccount.get(writer.account)! < least) continue;
    if (biggest === null || isBigger(writer, biggest)) biggest = writer;
  }
  return biggest?.id ?? null;

  function isBigger(writer: Writer, than: Writer): boolean {
    const [all, others] = [ofAccount.get(writer.account)!, ofAccount.get(than.account)!];
    return all === others ? writer.bytes > than.bytes : all > others;
  }
}
