import { type Control, controlsOf } from './control.ts';

const limits = ['test/jobs/limits.test.ts'];
const pack = ['test/trees/pack-results.test.ts'];
const verdict = ['test/jobs/containers/verdict.test.ts'];
const usage = ['test/trees/folder-usage.test.ts'];

/** What the chief holds a running job to, and what it makes of its results. */
export const jobControls: readonly Control[] = [
  ...controlsOf('src/jobs/work/work-stage.ts', limits, [
    'a limit on one fragment’s time',
    "this.#workers.get(id)?.stop('fragment-timeout');",
    '',
  ]),
  ...controlsOf('src/jobs/containers/after-death.ts', limits, [
    'frames forged when all is done',
    "cause.code !== 'protocol' && ",
    '',
  ]),
  ...controlsOf(
    'src/jobs/containers/after-death.ts',
    ['test/jobs/containers/after-death.test.ts'],
    ['a bounded number of tries', '(toll.deaths <= retries || !isItsOwn) && ', ''],
    ['a bound on machines lost with one fragment', ' && toll.machines < mostMachines', ''],
    ['a bounded memory', 'Math.min(2 * memoryBytes, memoryCap)', '2 * memoryBytes'],
  ),
  ...controlsOf(
    'src/jobs/containers/after-death.ts',
    ['test/jobs/blame.test.ts'],
    ['others in hand are not to blame', ' && death.doubtful !== true', ''],
  ),
  ...controlsOf(
    'src/jobs/replay/replay-fragment.ts',
    ['test/jobs/replay/replay-fragment.test.ts'],
    ['a limit on a replayed fragment’s time', "container.stop('fragment-timeout')", '{}'],
    ['no result that was cut off', 'if (bytes.length < payload.length)', 'if (false)'],
  ),
  ...controlsOf(
    'src/jobs/containers/batch-sender.ts',
    ['test/jobs/containers/batch-sender.test.ts'],
    ['nothing sent that was cut off', 'if (bytes.length < payload.length)', 'if (false)'],
  ),
  ...controlsOf('src/jobs/split/split-stage.ts', limits, [
    'a limit on the gap between fragments',
    "this.#container.stop('splitter-stalled');",
    '',
  ]),
  ...controlsOf(
    'src/jobs/merge/merge-stage.ts',
    limits,
    ['a limit on merging', "this.#container.stop('merge-timeout');", ''],
    ['a merger that starved is no success', '!death.exit.oomKilled &&', ''],
    ['a merger has to exit cleanly', 'death.exit.exitCode === 0 &&', ''],
    ['a limit on results', "this.#container?.stop('results-full', bytes);", ''],
  ),
  ...controlsOf('src/jobs/running-job.ts', limits, [
    'a limit on the job',
    'if (this.seconds > limits.jobSeconds) {',
    'if (false) {',
  ]),
  ...controlsOf(
    'src/jobs/disk/disk-watch.ts',
    limits,
    ['a limit on kept results', 'if (kept > limits.cacheBytes) {', 'if (false) {'],
    ['results are measured', 'if (this.#resultsBytes > limits.resultsBytes)', 'if (false)'],
  ),
  ...controlsOf(
    'src/jobs/containers/role-container.ts',
    limits,
    ['a killed child is no success', "if (refused?.memory === true) this.stop('starved');", 'if (false) {}'],
    [
      'refused processes are noted',
      'if (refused?.processes === true && !this.#toldProcesses) {',
      'if (false) {',
    ],
    ['loading is bounded', 'if (!this.#isReady) this.stop(overrun);', ''],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
    ['a bounded log over the bridge', 'log: (text) => tap.write(Buffer.from(`${text}\\n`)),', ''],
    [
      'a merger’s exit is bounded',
      "if (closing) this.#overrun ??= 'merge-timeout';\n      void this.#sandbox.destroy();",
      '',
    ],
  ),
  ...controlsOf(
    'src/runtime/docker/docker-sandbox.ts',
    ['test/integration/late-results.engine.test.ts'],
    ['no results before the last process is gone', '!isCounted || this.#group.tasks() !== 0;', 'false;'],
  ),
  ...controlsOf(
    'src/jobs/running-job.ts',
    ['test/jobs/packed-results.test.ts'],
    [
      'no tar before the quota is judged',
      'if (parts.space === null) parts.onSettled();',
      'parts.onSettled();',
    ],
  ),
  ...controlsOf(
    'src/jobs/run-job.ts',
    ['test/jobs/packed-results.test.ts'],
    [
      'nothing of a merger that failed',
      'await this.#packed.drop();\n        await emptyTree',
      'await emptyTree',
    ],
  ),
  ...controlsOf(
    'src/jobs/containers/role-container.ts',
    ['test/jobs/containers/role-container.test.ts'],
    ['who was stopped is not heard', 'if (this.#fenced) return;', ''],
    [
      'who does not answer is killed',
      'const cancel = clock.after(stackMs, kill);',
      'const cancel = () => {};',
    ],
  ),
  ...controlsOf('src/jobs/containers/seen-violations.ts', limits, [
    'a bounded number of notes',
    'this.#seen.size >= most || ',
    '',
  ]),
  ...controlsOf(
    'src/runtime/log-tap.ts',
    ['test/runtime/log-tap.test.ts'],
    ['a bounded log', 'if (this.#leftBytes === 0)', 'if (false)'],
    ['one mark a line that does not count', 'byte !== markByte || !this.#atLineStart', 'byte !== markByte'],
    ['marks of bounded length', 'isWithin && this.#markBytes < longestMark', 'isWithin'],
    ['a bounded number of lines', 'if (this.#leftLines < 0)', 'if (false)'],
  ),
  ...controlsOf(
    'src/jobs/split/window.ts',
    ['test/jobs/split/window.test.ts'],
    ['a bounded window', ' - this.#fragments - this.#creditFragments', ''],
    ['a window bounded in bytes', 'windowBytes - this.#bytes,', 'windowBytes,'],
    ['a bounded lead', 'leadBytes - waitingBytes);', 'leadBytes);'],
  ),
  ...controlsOf(
    'src/trees/pack-results.ts',
    pack,
    ['no links or devices in results', 'if (!stats.isFile()) return false;', ''],
    ['a limit on what is packed', 'if (this.#bytes > this.#mostBytes)', 'if (false)'],
    ['all or nothing', 'await rm(tarPath, { force: true });\n    throw error;', 'throw error;'],
    ['a bounded number of warnings', 'if (this.#skipped.first.length < mostNamedFiles)', 'if (true)'],
  ),
  ...controlsOf(
    'src/trees/tar-member.ts',
    ['test/trees/tar-member.test.ts'],
    ['no odd modes', "kind === 'file' ? '000644'", "kind === 'file' ? '004755'"],
  ),
  ...controlsOf(
    'src/trees/list-results.ts',
    ['test/trees/list-results.test.ts'],
    ['a bounded number of results', 'if (members.length > most)', 'if (false)'],
  ),
  ...controlsOf(
    'src/trees/held-folder.ts',
    pack,
    ['nothing through swapped folders', "platform === 'linux' ? ", "platform === 'none' as never ? "],
    ['no waiting for fifos', 'constants.O_NOFOLLOW | constants.O_NONBLOCK', 'constants.O_NOFOLLOW'],
  ),
  ...controlsOf(
    'src/trees/held-folder.ts',
    ['test/trees/held-folder.test.ts'],
    [
      'no folder through a link',
      'constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW',
      'constants.O_RDONLY | constants.O_DIRECTORY',
    ],
    [
      'no file through a link',
      'constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK',
      'constants.O_RDONLY | constants.O_NONBLOCK',
    ],
  ),
  ...controlsOf(
    'src/trees/folder-usage.ts',
    usage,
    ['holes count', 'Math.max(stats.blocks * 512, stats.size)', 'stats.blocks * 512'],
    ['empty files count', 'found.bytes += inodeBytes + ', 'found.bytes += '],
    ['depth is bounded', 'found.tooDeep = depth >= deepestResults;', ''],
    ['counting stops', 'if (found.bytes > enough || found.entries > most || found.tooDeep) return;', ''],
  ),
  ...controlsOf('src/trees/trees.ts', usage, [
    'results are counted while they are written',
    ' || entries > most',
    '',
  ]),
  ...controlsOf(
    'src/trees/remove-tree.ts',
    ['test/trees/remove-tree.test.ts'],
    ['what lies deep is removed', 'await bringUp(folder, inner.name, root,', 'await Promise.resolve('],
    [
      'nothing is removed through a link',
      'return HeldFolder.open(path);\n  } catch',
      "return HeldFolder.open(Buffer.concat([Buffer.from(path), Buffer.from('/.')]));\n  } catch",
    ],
  ),
  ...controlsOf(
    'src/trees/in-thread.ts',
    ['test/trees/in-thread.test.ts'],
    ['what is not wanted stops', "signal?.addEventListener('abort', stop, { once: true });", ''],
    ['a thread that dies is told of', 'for (const { reject } of this.#waiting.values()) reject(error);', ''],
  ),
  ...controlsOf(
    'src/jobs/containers/verdict.ts',
    verdict,
    ['our faults are not theirs', 'case harnessFault:\n', ''],
    ['memory before exits', 'if (exit.oomKilled || usedUp(evidence)) return outOfMemory(evidence);', ''],
    ['bombs before exits', 'if (evidence.processesRefused) return outOfProcesses(evidence);', ''],
    ['the chief’s reason first', 'if (overrun !== null)', 'if (false as boolean && overrun !== null)'],
    [
      'what was said before how it ended',
      'if (failed !== null) return',
      'if (false as boolean && failed !== null) return',
    ],
    [
      'a broken protocol before how it ended',
      "if (end.kind === 'fault') return",
      "if (false as boolean && end.kind === 'fault') return",
    ],
    [
      'only limits that there are',
      'failed.limit !== null && isLimitName(failed.limit) ? failed.limit : null',
      'failed.limit as LimitName | null',
    ],
  ),
  ...controlsOf(
    'src/jobs/disk/segment-files.ts',
    ['test/jobs/disk/segment-files.test.ts'],
    ['segments are opened without following links', 'constants.O_NOFOLLOW | ', ''],
  ),
];
