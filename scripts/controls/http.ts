import { type Control, controlsOf } from './control.ts';

const guards = ['test/http/guards/guards.test.ts'];
const rights = ['test/http/rights.test.ts'];
const sockets = ['test/http/server/sockets.test.ts'];
const malformed = ['test/http/malformed.test.ts'];
const tokens = ['test/chief/tokens/tokens.test.ts'];
const uploads = ['test/chief/content/receive-upload.test.ts'];
const policy = ['test/chief/policy/policy.test.ts', 'test/chief/hostile-acts.test.ts'];

/** What strangers may ask of a chief, and what their acts count as. */
export const httpControls: readonly Control[] = [
  ...controlsOf(
    'src/chief/tokens/one-time-code.ts',
    ['test/chief/tokens/one-time-code.test.ts'],
    [
      'one-time codes are good for a minute',
      'return madeAtMs <= nowMs && nowMs - madeAtMs < codeLifetimeMs ? account : null;',
      'return account;',
    ],
  ),
  ...controlsOf('src/http/validate-request.ts', malformed, [
    'a number beyond all numbers is none',
    '!Number.isFinite(value)',
    'false',
  ]),
  ...controlsOf(
    'src/http/download/inert-file.ts',
    ['test/http/job-results.test.ts'],
    [
      'files of results are shown by no browser as a page of the chief',
      `'content-security-policy': "default-src 'none'; sandbox",`,
      '',
    ],
    ['files of results are no HTML', ": 'application/octet-stream',", ": 'text/html',"],
  ),
  ...controlsOf(
    'src/chief/service/machine-status.ts',
    ['test/http/about.test.ts'],
    [
      'the queue has no names of others',
      'const isSeen = viewer.admin || account === viewer.name;',
      'const isSeen = true;',
    ],
  ),
  ...controlsOf(
    'src/chief/content/package-files.ts',
    ['test/http/checks.test.ts'],
    [
      'files of a package are in its folder',
      "if (!isBelow || path.includes('\\0')) return null;",
      "if (path.includes('\\0')) return null;",
    ],
  ),
  ...controlsOf(
    'src/chief/service/account-packages.ts',
    ['test/http/checks.test.ts'],
    ['an account has a few checks under way', 'if (underway >= mostChecks)', 'if (false)'],
  ),
  ...controlsOf(
    'src/http/guards/authenticate.ts',
    rights,
    [
      'a token',
      "if (token === undefined) throw unauthorized('This needs a token.', 'Bearer');",
      'if (token === undefined) return;',
    ],
    [
      'a token that holds',
      "if (verified.kind !== 'valid') {",
      "if (verified.kind !== 'valid') return; if (false) {",
    ],
  ),
  ...controlsOf(
    'src/http/guards/authenticate.ts',
    [...rights, 'test/http/token-scopes.test.ts'],
    ['scopes of tokens', 'scopes.length === 0 ||', 'true ||'],
    ['admins’ accounts are admins’', "if (!grants(tokenOf(request).scopes, 'admin'))", 'if (false)'],
  ),
  ...controlsOf(
    'src/chief/service/account-keeper.ts',
    ['test/chief/service/account-keeper.test.ts'],
    ['a block ends what runs', 'if (account?.blocked?.stops !== true) continue;', 'continue;'],
  ),
  ...controlsOf(
    'src/http/routes/own-tokens.ts',
    ['test/http/token-scopes.test.ts'],
    ['own tokens are the own ones', '?.account !== caller.name)', '?.account === undefined)'],
    [
      'no token is revoked by one that may less',
      'if (!token.scopes.every((scope) => grants(own, scope)))',
      'if (false)',
    ],
    ['tokens are not replaced all the time', 'if (waitSeconds > 0)', 'if (false)'],
  ),
  ...controlsOf(
    'src/chief/tokens/issue-token.ts',
    ['test/http/token-scopes.test.ts', 'test/cli/token-and-account.test.ts'],
    ['operators’ scopes are for admins’ accounts', 'if (!admin && forAdmins !== undefined)', 'if (false)'],
    ['operators make no admin’s tokens', 'admin && request.forAdmins === false', 'false'],
  ),
  ...controlsOf(
    'src/http/guards/open-access.ts',
    ['test/http/open-access.test.ts'],
    ['what is open ends with its token', 'if (!(await this.#holds(id)))', 'if (false)'],
  ),
  ...controlsOf(
    'src/http/guards/authenticate.ts',
    ['test/http/blocked.test.ts'],
    ['blocked accounts stay out', 'if (account.blocked !== null)', 'if (false)'],
  ),
  ...controlsOf(
    'src/chief/tokens/verify-token.ts',
    tokens,
    ['the hash of the token', 'token === null || !isSameHash(token.hash, read.hash)', 'token === null'],
    ['tokens expire', 'token.expiresAtMs !== null && token.expiresAtMs <= nowMs', 'false'],
    ['tokens are revoked', 'token.revokedAtMs !== null', 'false'],
  ),
  ...controlsOf(
    'src/chief/service/rights.ts',
    ['test/chief/rights.test.ts'],
    ['one’s own things alone', 'return admin ? null : name;', 'return null;'],
  ),
  ...controlsOf(
    'src/chief/service/account-jobs.ts',
    ['test/chief/rights.test.ts'],
    [
      'others’ data are not for an author’s token of an admin',
      'store.datasets.find(dataset, ownerFor(account))',
      'store.datasets.find(dataset, null)',
    ],
    [
      'others’ packages are not for an author’s token of an admin',
      'account.name === job.account ? account : await store.accounts.find(job.account)',
      'await store.accounts.find(job.account)',
    ],
  ),
  ...controlsOf(
    'src/http/guards/check-origin.ts',
    guards,
    [
      'names of this chief',
      'host === null || !(known.has(host.name) || host.name === inBrackets(socket.localAddress))',
      'host === null',
    ],
    [
      'pages of this origin',
      'origin !== undefined && sameOrigin !== host.authority && !isRewritten',
      'false',
    ],
    ['the browser’s word alone, where the host was changed', "mark === 'same-origin' && ", ''],
  ),
  ...controlsOf(
    'src/http/guards/check-origin.ts',
    ['test/http/guards/allowed-origins.test.ts'],
    ['origins that the operator allows', 'allowed.includes(origin)', 'allowed.length > 0'],
  ),
  ...controlsOf(
    'src/http/guards/limit-rates.ts',
    ['test/http/guards/guards.test.ts', 'test/http/guards/open-requests.test.ts'],
    ['a rate', 'if (waitSeconds > 0)', 'if (false)'],
    ['a limit on open requests', "if (full === 'account')", 'if (false)'],
  ),
  ...controlsOf(
    'src/http/guards/when-over.ts',
    ['test/http/guards/left-requests.test.ts'],
    ['who has left does not count', 'if (raw.closed) act();', 'if (false) act();'],
  ),
  ...controlsOf(
    'src/http/guards/pace-uploads.ts',
    sockets,
    ['no trickling', 'if (!waitsForUs && socket.bytesRead - seenBytes < pace.minBytes) {', 'if (false) {'],
    [
      'refused bodies are not heard out for ever',
      'const cancel = clock.after(pace.lingerMs, () => raw.destroy());',
      'const cancel = () => {};',
    ],
  ),
  ...controlsOf(
    'src/http/server/connection-options.ts',
    sockets,
    ['short headers', 'maxHeaderSize: 16 * 1024', 'maxHeaderSize: 1024 * 1024'],
    [
      'answers to garbage',
      'clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => refuseGarbage(error, socket),',
      '',
    ],
  ),
  ...controlsOf(
    'src/http/server/connection-options.ts',
    ['test/http/server/connection-options.test.ts'],
    ['headers in time', 'const headersMs = 10_000', 'const headersMs = 0'],
    ['silence ends', 'connectionTimeout: 120_000', 'connectionTimeout: 0'],
  ),
  ...controlsOf(
    'src/http/server/bound-connections.ts',
    ['test/http/server/connection-options.test.ts'],
    ['a limit on connections', 'server.maxConnections = bounds.inAll + endingAtOnce;', ''],
  ),
  ...controlsOf(
    'src/http/build-app.ts',
    malformed,
    ['small bodies', 'bodyLimit: jsonBytes', 'bodyLimit: 2 ** 30'],
    [
      'requests of the described shapes',
      'app.setValidatorCompiler(requestValidation());',
      'app.setValidatorCompiler(() => () => true);',
    ],
    ['our faults stay ours', 'app.setErrorHandler(answerError);', ''],
  ),
  ...controlsOf(
    'src/http/build-app.ts',
    guards,
    [
      'headers against browsers’ mischief',
      'await app.register(helmet,',
      'if (false) await app.register(helmet,',
    ],
    ['nothing is kept by caches', "reply.header('cache-control', 'no-store');", ''],
  ),
  ...controlsOf('src/http/server/logger.ts', guards, [
    'secrets are not logged',
    "redact: { paths, censor: '[secret]' }",
    'redact: []',
  ]),
  ...controlsOf('src/http/server/answer-error.ts', malformed, [
    'what goes wrong inside is not told',
    'const { meaning } = failureCatalogue.internal;',
    'const meaning = String((error as Error).message);',
  ]),
  ...controlsOf('src/http/http-problem.ts', malformed, [
    'what askers sent is quoted inertly',
    'detail: inertText(detail)',
    'detail',
  ]),
  ...controlsOf(
    'src/chief/content/receive-upload.ts',
    uploads,
    ['a limit on uploads', 'if (bytes > maxBytes) return', 'if (false) return'],
    ['announced length', 'if (expectedBytes !== null && bytes !== expectedBytes)', 'if (false)'],
    ['too much is refused at once', '(bounds.expectedBytes ?? 0) > bounds.maxBytes', 'false'],
    ['nothing half stays', 'await discard();\n    return written;', 'return written;'],
  ),
  ...controlsOf(
    'src/chief/content/folder-writer.ts',
    ['test/chief/content/dataset-shelf.test.ts'],
    [
      'safe names in data',
      'datasetMemberPath(name)',
      '({ path: name } as ReturnType<typeof datasetMemberPath>)',
    ],
  ),
  ...controlsOf(
    'src/store/sqlite/datasets.ts',
    ['test/chief/content/dataset-shelf.test.ts'],
    [
      'only what an account has itself is not uploaded',
      'WHERE owner = ? AND digest = ? ORDER',
      'WHERE ? IS NOT NULL AND digest = ? ORDER',
    ],
  ),
  ...controlsOf(
    'src/model/policy.ts',
    policy,
    [
      'strikes for hostile failures',
      "...Object.fromEntries(judgedFailures.map((code) => [code, 'strike'])),",
      '',
    ],
    ['strikes for evil archives', "'evil-archive': 'strike',", ''],
    ['notes of attempts', "...Object.fromEntries(violationKinds.map((kind) => [kind, 'note'])),", ''],
  ),
  ...controlsOf(
    'src/chief/policy/policy.ts',
    policy,
    ['three strikes', 'export const strikesToBlock = 3', 'export const strikesToBlock = 300'],
    [
      'honest heaviness never counts',
      'return policyKeys.includes(key) ? (policy[key] ?? null) : null;',
      "return (policy[key] ?? (act.kind === 'failure' ? 'strike' : null)) as PolicyVerdict | null;",
    ],
  ),
  ...controlsOf(
    'src/chief/policy/record-incident.ts',
    ['test/chief/hostile-acts.test.ts'],
    ['hostile packages are purged', "if (verdict === 'strike' && digest !== null)", 'if (false)'],
  ),
  ...controlsOf(
    'src/text/inert-text.ts',
    ['test/text/inert-text.test.ts'],
    [
      'texts are inert',
      'return text.replace(unsafe, (character) => (',
      'return text.replace(/(?!)/gu, (character) => (',
    ],
  ),
  ...controlsOf('src/model/names.ts', ['test/model/names.test.ts'], ['plain names', '{0,62}', '{0,999}']),
];
