import { type Control, controlsOf } from './control.ts';

const guesses = ['test/http/guards/guesses.test.ts'];
const held = ['test/http/guards/held-requests.test.ts'];
const connections = [
  'test/http/server/connection-ledger.test.ts',
  'test/http/server/held-connections.test.ts',
];
const turns = ['test/turns/fair-turns.test.ts'];
const starvation = ['test/http/starvation.test.ts'];

/** What keeps one account, or one address, from taking up what all of them share. */
export const fairnessControls: readonly Control[] = [
  ...controlsOf(
    'src/turns/fair-turns.ts',
    turns,
    [
      'the account with the fewest turns goes first',
      'if (own.underway !== other.underway) return own.underway < other.underway;',
      '',
    ],
    ['who was served long ago goes first', 'return own.servedAt < other.servedAt;', 'return false;'],
    [
      'who comes anew does not pass those who wait',
      'waiting: 0, underway: 0, servedAt: this.#turns }',
      'waiting: 0, underway: 0, servedAt: 0 }',
    ],
    [
      'turns of one account',
      'this.#waiting.get(who)![0]!.underway < (this.#bounds.perAccount ?? Number.POSITIVE_INFINITY)',
      'true',
    ],
  ),
  ...controlsOf(
    'src/chief/queue/next-job.ts',
    ['test/chief/queue/worker-time.test.ts'],
    ['who had the least worker time goes first', ' || had(a.account) - had(b.account)', ''],
  ),
  ...controlsOf(
    'src/chief/queue/worker-time.ts',
    ['test/chief/queue/worker-time.test.ts'],
    ['nobody saves turns up', 'Math.max(this.of(name), least)', 'this.of(name)'],
    ['nobody waits for ever for the others', 'Math.min(had, least + mostAheadMs)', 'had'],
  ),
  ...controlsOf(
    'src/chief/running/queue-runner.ts',
    ['test/chief/running/fair-turns-by-time.test.ts'],
    ['what accounts had counts from their coming', '    this.#time.keep(this.accounts);', ''],
  ),
  ...controlsOf('src/turns/fair-turns.ts', starvation, [
    'fairness by account',
    'if (this.#mayGo(who) && (next === null || this.#goesBefore(who, next))) next = who;',
    'next ??= who;',
  ]),
  ...controlsOf(
    'src/chief/chief-meter.ts',
    ['test/chief/running/owned-places.test.ts', ...starvation],
    ['starts are those of an account', 'openJob({ ...spec, account })', 'openJob(spec)'],
  ),
  ...controlsOf('src/http/guards/take-turns.ts', starvation, [
    'requests are handled in turns',
    'if (request.routeOptions.config.takesNoTurn === true) return;',
    'return;',
  ]),
  ...controlsOf(
    'src/http/guards/open-requests.ts',
    [...held, ...starvation],
    ['so much for each account', "if (own >= perAccount) return 'account';", ''],
    ['so much in all', "if (this.#inAll >= room) return 'all';", ''],
    ['room for who has nothing', 'own === 0 ? Math.ceil(inAll / 4) : 0', '0'],
  ),
  ...controlsOf(
    'src/http/server/connection-ledger.ts',
    connections,
    ['connections of one peer', 'own.count > this.#bounds.perPeer', 'false'],
    ['connections in all', 'this.#peerOf.size <= this.#bounds.inAll', 'true'],
    [
      'what an account asked for stays',
      'peer.spare.delete(connection);\n    this.#held.set',
      'this.#held.set',
    ],
    ['who was silent goes first', 'if (spare?.delete(connection)) spare.add(connection);', ''],
    [
      'trusted servers go last',
      'peer.trusted === than.trusted ? peer.count > than.count : than.trusted',
      'peer.count > than.count',
    ],
  ),
  ...controlsOf('src/http/server/bound-connections.ts', starvation, [
    'room is made for new connections',
    'else excess.destroy();',
    'else refuse(socket);',
  ]),
  ...controlsOf(
    'src/http/guards/guesses.ts',
    guesses,
    [
      'guesses are counted',
      "if (underway === undefined) return { kind: 'slowed' as const, waitSeconds };",
      "if (underway === undefined) return { kind: 'known' as const };",
    ],
    ['good tokens go on', "if (this.#known.has(digest)) return { kind: 'known' as const };", ''],
    ['good tokens cost nothing', "if (tried.kind === 'taken') this.#tries.giveBack(peer);", ''],
  ),
  ...controlsOf('src/http/guards/authenticate.ts', guesses, [
    'one look-up for a token at a time',
    'if (underway !== undefined) return underway;',
    '',
  ]),
  ...controlsOf(
    'src/chief/service/many-jobs.ts',
    ['test/chief/service/many-jobs.test.ts'],
    ['many jobs of one account hold up nobody', 'perAccount: mostAtOnce', 'perAccount: 64'],
  ),
  ...controlsOf('src/http/build-app.ts', guesses, [
    'only trusted servers speak for others',
    'proxies.has(address) || (settings.atSocket && address === undefined)',
    'true',
  ]),
  ...controlsOf(
    'src/http/guards/check-origin.ts',
    ['test/http/guards/guards.test.ts'],
    [
      'marks of other sites',
      "return mark !== undefined && mark !== 'same-origin' && mark !== 'none';",
      'return false;',
    ],
  ),
  ...controlsOf(
    'src/http/guards/token-bucket.ts',
    ['test/http/guards/guards.test.ts'],
    ['askers that are remembered', 'this.#buckets.size > this.#most', 'false'],
  ),
];
