import { arch, platform } from 'node:os';
import { writeDurably } from '../../files/write-durably.ts';
import { ownVersion } from '../../host/own-version.ts';
import type { JobSummary, JobWork } from '../../model/job-report.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { dataDigests, packageDigests } from '../../provenance/digests.ts';
import { signed } from '../../provenance/envelope.ts';
import { keyIdOf } from '../../provenance/key-id.ts';
import { sideFileOf } from '../../provenance/side-file.ts';
import type { SigningKey } from '../../provenance/signing-key.ts';
import { statementOf } from '../../provenance/statement.ts';
import type { StoredDataset } from '../../store/datasets.ts';
import type { StoredJob } from '../../store/jobs.ts';
import { provenanceOf } from './job-files.ts';

/** What a chief signs about a job that is done. */
export interface Attested {
  readonly job: StoredJob;
  readonly summary: JobSummary;
  readonly source: PackageSource;
  readonly dataset: StoredDataset | null;
  /** Digest of the results tar. */
  readonly results: string;
  readonly resumed: boolean;
  readonly finishedAtMs: number;
  /** What all its runs took. */
  readonly work: JobWork;
}

/** Signs what results were made of, into the job's folder. Throws the system's errors. */
export async function attest(attested: Attested, folder: string, key: SigningKey): Promise<void> {
  const { job, summary, source, dataset, results, resumed, finishedAtMs, work } = attested;
  const { privateKey, publicKey } = key;
  const statement = statementOf({
    ...{ job: summary, options: job.options, results, resumed, finishedAtMs },
    startedAtMs: job.createdAtMs,
    package: await packageDigests(source),
    data:
      dataset === null ? null : { name: dataset.name, digest: dataDigests(dataset.digest, dataset.folder) },
    fragmentDigests: job.options.fragmentDigests === true ? await sideFileOf(folder) : null,
    work,
    machine: { system: `${platform()} ${arch()}` },
    version: ownVersion(),
    keyId: keyIdOf(publicKey),
  });
  const envelope = signed(JSON.stringify(statement), privateKey, publicKey);
  await writeDurably(provenanceOf(folder), `${JSON.stringify(envelope)}\n`);
}
