import { completeSummary, type JobState, type JobSummary } from '../../model/job-report.ts';
import type { JobOptions } from '../../model/job-request.ts';
import { type JobFilter, mostSearched, type StoredJob, type StoredMending } from '../jobs.ts';
import type { Page, PageRequest } from '../page.ts';
import type { Database, Row, Value } from './database.ts';
import { pageOf } from './page-of.ts';

interface WantedJobs {
  /** Condition that tells whose they are, with its values. */
  readonly whose: string;
  readonly values: readonly Value[];
  readonly page: PageRequest;
  readonly filter: JobFilter;
}

/** Columns that filters look at. */
const searched = 'sequence, id, name, state, package, dataset, dataset_name, created_at';

/** One page of jobs, of which no more are looked through than may be at once. */
export function pageOfJobs(database: Database, { whose, values, page, filter }: WantedJobs): Page<StoredJob> {
  const conditions = conditionsOf(filter);
  if (conditions.length === 0)
    return pageOf(database, `SELECT * FROM jobs WHERE ${whose}`, values, page, jobOf);
  const { before = Number.MAX_SAFE_INTEGER } = page;
  const window = `FROM jobs WHERE ${whose} AND sequence < ? ORDER BY sequence DESC`;
  const found = pageOf(
    database,
    `SELECT * FROM jobs WHERE sequence IN (
      SELECT sequence FROM (SELECT ${searched} ${window} LIMIT ${mostSearched})
      WHERE ${conditions.map(([condition]) => condition).join(' AND ')} ORDER BY sequence DESC LIMIT ?)`,
    [...values, before, ...conditions.flatMap(([, bound]) => bound), page.limit + 1],
    page,
    jobOf,
  );
  if (found.next !== null) return found;
  const last = database.first(
    `SELECT sequence ${window} LIMIT 1 OFFSET ${mostSearched - 1}`,
    ...values,
    before,
  );
  return last === null ? found : { ...found, next: Number(last.sequence) };
}

function conditionsOf(
  filter: JobFilter,
): readonly (readonly [condition: string, values: readonly Value[]])[] {
  const { states, package: digest, dataset, text, sinceMs, untilMs } = filter;
  const conditions: [string, Value[]][] = [];
  if (states !== undefined)
    conditions.push(['state IN (SELECT value FROM json_each(?))', [JSON.stringify(states)]]);
  if (digest !== undefined) conditions.push(['package = ?', [digest]]);
  if (dataset !== undefined) conditions.push(['dataset = ?', [dataset]]);
  if (text !== undefined) {
    const places = ['name', 'id', "coalesce(dataset_name, '')"];
    const inPlace = (place: string) => `instr(lower(${place}), lower(?)) > 0`;
    conditions.push([`(${places.map(inPlace).join(' OR ')})`, places.map(() => text)]);
  }
  if (sinceMs !== undefined) conditions.push(['created_at >= ?', [sinceMs]]);
  if (untilMs !== undefined) conditions.push(['created_at < ?', [untilMs]]);
  return conditions;
}

export function jobOf(row: Row): StoredJob {
  return {
    sequence: Number(row.sequence),
    id: String(row.id),
    account: String(row.account),
    name: String(row.name),
    state: row.state as JobState,
    package: String(row.package),
    dataset: row.dataset === null ? null : { id: String(row.dataset), name: String(row.dataset_name) },
    options: JSON.parse(String(row.options)) as JobOptions,
    createdAtMs: Number(row.created_at),
    startedAtMs: row.started_at as number | null,
    endedAtMs: row.ended_at as number | null,
    report: row.report === null ? null : completeSummary(JSON.parse(String(row.report)) as JobSummary),
    bytes: Number(row.bytes),
    cacheBytes: Number(row.cache_bytes),
    bundleBytes: Number(row.bundle_bytes),
    purgedAtMs: row.purged_at as number | null,
    unjudged: row.unjudged as string | null,
    chiefDeaths: Number(row.chief_deaths),
    cpuSeconds: Number(row.cpu_seconds),
    mended: row.mended === null ? null : (JSON.parse(String(row.mended)) as StoredMending),
  };
}
