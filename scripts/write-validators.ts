// `npm run validators`: writes the validators of what harnesses say, of the configuration file and of manifests.
import { writeFileSync } from 'node:fs';
import { harnessMessageCode, manifestCode, settingsCode } from './validator-code.ts';

for (const [path, code] of Object.entries({
  'bridge/generated/harness-message.ts': harnessMessageCode(),
  'package/generated/validate-manifest.ts': manifestCode(),
  'settings/generated/validate-settings.ts': settingsCode(),
}))
  writeFileSync(new URL(`../src/${path}`, import.meta.url), code);
