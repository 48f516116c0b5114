/** A job that runs, as far as memory goes. */
export interface MemoryUser {
  readonly id: string;
  /** Orders jobs by their acceptance. */
  readonly sequence: number;
  /** What its containers may take with a single worker, with all that it has asked for beyond that, in bytes. */
  readonly memoryBytes: number;
  /** Workers that it may have, and what each beyond the first may take. */
  readonly workers: number;
  readonly workerBytes: number;
}

/** More memory that a job wants for a container than such a container begins with. */
export interface ExtraClaim {
  /** Of the job. */
  readonly id: string;
  readonly bytes: number;
  readonly granted: boolean;
}

export interface ExtraDecision<Claim> {
  readonly grant: Claim | null;
  /** The job that has to go on later, so that others can go on at all. */
  readonly giveWay: string | null;
}

/**
 * Which claim is to be granted now. The oldest job's comes first, and none before it, so that a large one is not passed
 * for ever; who is alone gets what it asks for. Where all that run wait for memory, so that none of it will come free,
 * the youngest job gives way.
 */
export function decideExtra<Claim extends ExtraClaim>(
  claims: readonly Claim[],
  running: readonly MemoryUser[],
  memoryBytes: number,
): ExtraDecision<Claim> {
  const byAge = [...running].sort((a, b) => a.sequence - b.sequence);
  const waiting = claims.filter((claim) => !claim.granted && running.some(({ id }) => id === claim.id));
  const ofJob = (id: string) => waiting.filter((claim) => claim.id === id);
  const first = byAge.flatMap(({ id }) => ofJob(id))[0] ?? null;
  if (first === null) return { grant: null, giveWay: null };
  const waitingBytes = waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  const usedBytes = running.reduce(
    (sum, job) => sum + job.memoryBytes + (job.workers - 1) * job.workerBytes,
    -waitingBytes,
  );
  if (running.length === 1 || usedBytes + first.bytes <= memoryBytes) return { grant: first, giveWay: null };
  const allWait = running.every(({ id }) => ofJob(id).length > 0);
  return { grant: null, giveWay: allWait ? byAge.at(-1)!.id : null };
}
