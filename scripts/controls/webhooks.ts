import { type Control, controlsOf } from './control.ts';

const sending = ['test/chief/webhooks/webhook-sender.test.ts'];
const posting = ['test/chief/webhooks/post-webhook.test.ts'];
const receivers = ['test/chief/webhooks/allowed-receivers.test.ts'];
const signing = ['test/chief/webhooks/sign-webhook.test.ts'];

/** What a chief does not let accounts do with the addresses that it tells things at. */
export const webhookControls: readonly Control[] = [
  ...controlsOf(
    'src/chief/webhooks/post-webhook.ts',
    sending,
    [
      'webhooks go to no address that a name has and that is not allowed',
      'const refused = addresses.find((address) => !allowed.has(address));',
      'const refused = undefined;',
    ],
    [
      'webhooks go to what was judged',
      'all === true ? done(null, found) : done(null, found[0]!.address, found[0]!.family);',
      "all === true ? done(null, [{ address: '127.0.0.2', family: 4 }]) : done(null, '127.0.0.2', 4);",
    ],
    [
      'a redirect is no delivery',
      'status < 300) return { status, problem: null }',
      'status < 400) return { status, problem: null }',
    ],
    ['nothing of an answer is read', '      sending.destroy();\n', ''],
  ),
  ...controlsOf(
    'src/chief/webhooks/post-webhook.ts',
    posting,
    ['heads of 1xx end', 'if (interim <= mostInterim) return;', 'return;'],
    [
      'webhooks go to nobody whose certificate is unknown',
      'rejectUnauthorized: true',
      'rejectUnauthorized: false',
    ],
  ),
  ...controlsOf(
    'src/chief/webhooks/webhook-sender.ts',
    sending,
    ['a receiver is waited for only so long', 'limit.abort(late)', 'undefined'],
    [
      'an account has few deliveries under way',
      'new Turns({ atOnce, perAccount })',
      'new Turns({ atOnce: 1 })',
    ],
    [
      'webhooks are given up',
      'const wait = isOld ? undefined : waitsMs[tries];',
      'const wait = waitsMs[tries] ?? 1000;',
    ],
  ),
  ...controlsOf(
    'src/chief/webhooks/allowed-receivers.ts',
    receivers,
    ['webhooks go to public addresses', "if (parsed.range() !== 'unicast' ||", 'if ('],
    ['webhooks go to no metadata of a cloud', ' || cloudAddresses.includes(parsed.toString())', ''],
    [
      'webhooks go to what IPv6 has handed out',
      "parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'))",
      'true',
    ],
    [
      'webhooks go to ports of HTTP',
      'if (port < firstOpenPort && !servicePorts.includes(port))',
      'if (false)',
    ],
    [
      'webhooks have URLs of HTTP',
      "if (url.protocol !== 'https:' && url.protocol !== 'http:')",
      'if (false)',
    ],
  ),
  ...controlsOf(
    'src/chief/webhooks/sign-webhook.ts',
    signing,
    ['webhooks are signed with id, time and body', '.update(text)', ".update('')"],
    ['an old secret ends', 'nowMs < old.untilMs', 'true'],
  ),
  ...controlsOf(
    'src/http/routes/webhook.ts',
    ['test/http/webhook.test.ts'],
    [
      'a URL is not for tokens that only read',
      "const scopes = ['author'] as const;",
      "const scopes = ['read'] as const;",
    ],
    ['tests of webhooks are few', 'if (waitSeconds > 0)', 'if (false)'],
  ),
];
