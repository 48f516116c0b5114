import { type Control, controlsOf, onlyTests } from './control.ts';

const short = ['test/chief/space/short-disk.test.ts'];
const ends = ['test/chief/running/full-disk-ends.test.ts'];
const datasets = ['test/chief/content/dataset-shelf.test.ts'];
const unpacking = 'while it is unpacked';

/** What one account can do to others by taking space, and by having what they have. */
export const spaceControls: readonly Control[] = [
  ...onlyTests(
    'SQLite, in memory',
    controlsOf(
      'src/store/sqlite/packages.ts',
      ['test/store/conformance.test.ts'],
      ['a purge takes the jobs of one account', 'AND account = ?4', 'AND ?4 = ?4'],
      [
        'a purge takes what was mended since',
        "IN (SELECT value FROM json_each(mended, '$.packages'))",
        "IN ('')",
      ],
      [
        'a purge takes one owner',
        "'DELETE FROM package_owners WHERE digest = ? AND owner = ?', digest, owner);\n    if (this",
        "'DELETE FROM package_owners WHERE digest = ? AND ? = ?2', digest, owner);\n    if (this",
      ],
      [
        'what one account owns tells another nothing',
        "if (this.#isOwned(digest, owner)) return 'owned';",
        "if (this.#database.first('SELECT 1 FROM packages WHERE digest = ?', digest) !== null) return 'owned';",
      ],
    ),
  ),
  ...onlyTests(
    'SQLite, in memory',
    controlsOf(
      'src/store/sqlite/jobs.ts',
      ['test/store/conformance.test.ts'],
      [
        'a mended package is the account’s own',
        'package: mended?.package ?? job.package,',
        'package: job.package,',
      ],
    ),
  ),
  ...controlsOf(
    'src/chief/policy/policy.ts',
    ['test/chief/policy/policy.test.ts', 'test/chief/hostile-acts.test.ts'],
    ['a limit that the submitter lowered is no strike', 'limits[about] < chief[about]', 'false'],
  ),
  ...controlsOf(
    'src/model/limits.ts',
    ['test/chief/given-options.test.ts'],
    ['a floor of processes', 'least: 16', 'least: 1'],
  ),
  ...controlsOf(
    'src/chief/space/account-space.ts',
    ['test/chief/space/account-space.test.ts'],
    ['uploads that come in count', "if (stored + others + totalBytes > mostBytes) return 'over-quota';", ''],
    [
      'others of the account count',
      'const others = this.#heldBytes(account) - held.bytes;',
      'const others = 0;',
    ],
    ['nothing comes in while the disk is short', "if (!isRoom) return 'disk-full';", ''],
  ),
  ...controlsOf(
    'src/chief/space/space-watch.ts',
    ['test/chief/space/space-watch.test.ts'],
    [
      'uploads leave free what jobs need',
      'freeBesideUploads(this.#reserve) + this.#letInBytes',
      'this.#letInBytes',
    ],
    ['what was let in counts before it is written', 'this.#letInBytes += bytes;', ''],
  ),
  ...controlsOf(
    'src/chief/space/library-layers.ts',
    ['test/chief/space/library-layers.test.ts'],
    ['libraries count for their account', 'await store.layers.use(job.id, layer);', ''],
    [
      'libraries are held against the quota',
      'if (refusal !== null) throw refused(',
      'if (false) throw refused(',
    ],
    ['libraries that a job needs stay', 'needed.has(digest) ||', ''],
    ['libraries go where the disk is short', 'missingBytes > 0 || this.#isTooMuch', 'this.#isTooMuch'],
    [
      'libraries are bounded together',
      '{ wantedBytes, mostBytes, isInUse }',
      '{ wantedBytes, mostBytes: Number.POSITIVE_INFINITY, isInUse }',
    ],
  ),
  ...onlyTests(
    unpacking,
    controlsOf(
      'src/chief/content/tar-meter.ts',
      datasets,
      ['a bound on the ratio', 'if (isBomb(this.#seenBytes, this.#packedBytes))', 'if (false)'],
      [
        'a bound on headers and padding',
        'if (this.#seenBytes - bytes > spareBytes + members * headerBytesPerMember)',
        'if (false)',
      ],
    ),
  ),
  ...onlyTests(
    unpacking,
    controlsOf(
      'src/chief/content/folder-writer.ts',
      datasets,
      ['folders that only paths name count', 'if (this.#made.size > this.#bounds.maxMembers)', 'if (false)'],
      ['a bound on names', 'if (this.#nameBytes > this.#bounds.maxNameBytes)', 'if (false)'],
    ),
  ),
  ...controlsOf('src/chief/content/space-taken.ts', datasets, [
    'empty files count',
    'return inodeBytes + Math.ceil',
    'return Math.ceil',
  ]),
  ...controlsOf('src/chief/content/dataset-shelf.ts', datasets, [
    'folders are unpacked in turns',
    'atOnce: 2, perAccount: 1',
    'atOnce: 200, perAccount: 1',
  ]),
  ...controlsOf(
    'src/jobs/disk/disk-watch.ts',
    ['test/jobs/disk/disk-watch.test.ts'],
    ['a job keeps to its account’s quota', 'if (space !== null && inAll > space.mostBytes)', 'if (false)'],
    [
      'bundles count',
      'const kept = this.keptBytes + this.#parts.bundleBytes();',
      'const kept = this.keptBytes;',
    ],
    ['files without a name count', '(space?.unlinkedBytes() ?? 0)', '0'],
    ['what comes after the last look counts', 'this.inAll > space.mostBytes ?', 'false ?'],
    ['they are looked for once more', 'await space?.lookForUnlinked();', ''],
  ),
  ...controlsOf(
    'src/jobs/replay/replay-bundles.ts',
    ['test/jobs/replay/replay-bundles.test.ts'],
    ['bundles are bounded', 'keptBytes() + this.#bytes + wholeBytes <= mostBytes', 'true'],
    ['bundles are counted', 'if (!fits && this.#count >= mostFailures) return null;', ''],
  ),
  ...controlsOf(
    'src/chief/space/biggest-writer.ts',
    ['test/chief/space/biggest-writer.test.ts'],
    ['only who filled the disk is ended', ' || ofAccount.get(writer.account)! < least', ''],
    [
      'the account that wrote the most',
      'all === others ? writer.bytes > than.bytes : all > others',
      'writer.bytes > than.bytes',
    ],
  ),
  ...controlsOf('src/chief/space/space-watch.ts', short, [
    'the biggest writer is ended',
    'const ending = biggest === null ?',
    'const ending = true ?',
  ]),
  ...controlsOf(
    'src/chief/space/space-watch.ts',
    ends,
    [
      'what a waiting job keeps counts',
      '(isStuck ? this.#biggestOf(waiting(), this.#missing) : null)',
      'null',
    ],
    ['what ended jobs keep is given up', 'isStuck && this.#free()', 'false'],
  ),
  ...controlsOf('src/chief/running/judge-end.ts', ends, [
    'nobody fills the disk for ever',
    'times >= mostFullDisks && disk.isAlone(job.id)',
    'false',
  ]),
  ...controlsOf(
    'src/chief/running/judge-end.ts',
    ['test/chief/running/engine-refusals.test.ts'],
    ['no job is refused for ever', 'cause === null || times < mostRefusals', 'cause === null || true'],
  ),
  ...controlsOf(
    'src/chief/running/queue-runner.ts',
    ['test/chief/running/engine-refusals.test.ts'],
    ['a refused job keeps nobody waiting', 'this.#engineGone ||= engineGone;', 'this.#engineGone = true;'],
  ),
  ...controlsOf('src/chief/running/live-job.ts', ends, [
    'what is decided stays so',
    'if (this.#isSettled) return;',
    '',
  ]),
  ...controlsOf('src/chief/running/run-stored-job.ts', ends, [
    'results of a done job stay',
    "if (goesOn && this.#job.endReason === 'space'",
    "if (this.#job.endReason === 'space'",
  ]),
  ...controlsOf('src/chief/running/store-rest.ts', ends, [
    'an end takes the ballast',
    'disk.ballast.lend(() => store.jobs.move(job.id, runningStates, state, change))',
    'store.jobs.move(job.id, runningStates, state, change)',
  ]),
  ...controlsOf(
    'src/model/limits.ts',
    ['test/chief/given-options.test.ts'],
    ['a floor of memory', 'least: 6 * MiB', 'least: 1'],
    ['a floor of processors', 'least: 0.01', 'least: 0'],
  ),
  ...controlsOf('src/chief/running/queue-runner.ts', short, [
    'no job begins while the disk is short',
    'if (this.#parts.isShort() || this.#parts.isDraining() ||',
    'if (this.#parts.isDraining() ||',
  ]),
  ...controlsOf('src/chief/running/judge-end.ts', short, [
    'who meets a full disk is not blamed',
    'if (!metFullDisk(cause, job, disk)) return { ...summary, failure: explained(cause, job) };',
    'return summary;',
  ]),
  ...controlsOf('src/chief/space/space-watch.ts', short, [
    'nor who is heard of when there is room again',
    'this.#parts.clock.now() - this.#shortAtMs < heardWithinMs',
    'false',
  ]),
  ...controlsOf('src/jobs/running-job.ts', short, [
    'who fills the disk at once is blamed',
    "if (result?.code === 'disk-limit') await this.#disk.lookOnceMore();",
    'if (false) return null;',
  ]),
  ...controlsOf('src/jobs/work/spent-fragments.ts', short, [
    'no fragment is left out for want of space',
    'if (hub.isFullDisk(spent.cause)) {',
    'if (false) {',
  ]),
  ...controlsOf('src/chief/service/admission.ts', short, [
    'deleting has a ballast',
    'this.#changing(() => this.#disk.ballast.lend(work))',
    'this.#changing(work)',
  ]),
  ...controlsOf(
    'src/chief/space/ballast.ts',
    ['test/chief/space/ballast.test.ts'],
    ['the ballast is there again for the next', '} finally {\n      await this.load();', '} finally {'],
  ),
  ...controlsOf(
    'src/chief/running/extra-memory.ts',
    ['test/chief/queue/extra-memory.test.ts'],
    ['larger containers wait for memory', 'if (moreBytes <= 0 ||', 'if (moreBytes < 1e12 ||'],
    ['jobs do not wait for each other for ever', 'giveWay(id);', ''],
    ['what was asked for keeps others from beginning', 'job.extraBytes += bytes;', ''],
  ),
  ...controlsOf(
    'src/chief/queue/next-job.ts',
    ['test/chief/queue/next-job.test.ts'],
    [
      'a heavy job is not passed for ever',
      'if (!fits(first) && running.every(({ sequence }) => sequence > first.sequence)) return null;',
      '',
    ],
    [
      'memory is held against the machine’s',
      'running.length === 0 || memoryBytes <= leftBytes',
      'memoryBytes >= 0',
    ],
    ['who waits for memory is not passed for ever', 'own(job) === 0 && fits(job)', 'fits(job)'],
  ),
  ...controlsOf(
    'src/chief/queue/shares.ts',
    ['test/chief/queue/shares.test.ts'],
    ['workers are shared out as far as memory goes', ' || job.workerBytes > leftBytes', ''],
  ),
  ...controlsOf(
    'src/chief/tokens/verify-token.ts',
    ['test/chief/tokens/tokens.test.ts'],
    ['reading needs no write', 'if (!isDiskFull(error)) throw error;', 'throw error;'],
  ),
];
