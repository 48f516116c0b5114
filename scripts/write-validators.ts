// `npm run validators`: writes the validators of what harnesses say, of the configuration file, of manifests and of
// kept reports.
import { writeFileSync } from 'node:fs';
import { harnessMessageCode, keptCheckCode, manifestCode, settingsCode } from './validator-code.ts';

for (const [path, code] of Object.entries({
  'bridge/generated/harness-message.ts': harnessMessageCode(),
  'home/generated/validate-kept-check.ts': keptCheckCode(),
  'package/generated/validate-manifest.ts': manifestCode(),
  'settings/generated/validate-settings.ts': settingsCode(),
}))
  writeFileSync(new URL(`../src/${path}`, import.meta.url), code);
