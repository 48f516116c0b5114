/** A running job, or with null for its id what comes in for an account, and how much of the disk it has taken. */
export interface Writer {
  readonly id: string | null;
  readonly account: string;
  readonly bytes: number;
}

/**
 * The job to be ended where the disk is short, or null for none: the largest of the account that has written the most
 * in all, if that is at least what is missing. Where nobody has written so much, whoever filled the disk is none of
 * the jobs, and all of them wait. Of equals the earlier in the list.
 */
export function biggestWriter(writers: readonly Writer[], missingBytes: number): string | null {
  const ofAccount = new Map<string, number>();
  for (const { account, bytes } of writers) ofAccount.set(account, (ofAccount.get(account) ?? 0) + bytes);
  let biggest: Writer | null = null;
  for (const writer of writers) {
    if (writer.id === null || writer.bytes === 0 || ofAccount.get(writer.account)! < missingBytes) continue;
    if (biggest === null || isBigger(writer, biggest)) biggest = writer;
  }
  return biggest?.id ?? null;

  function isBigger(writer: Writer, than: Writer): boolean {
    const [all, others] = [ofAccount.get(writer.account)!, ofAccount.get(than.account)!];
    return all === others ? writer.bytes > than.bytes : all > others;
  }
}
