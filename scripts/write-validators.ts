// `npm run validators`: writes the validators of what harnesses say and of the configuration file, from their schemas.
import { writeFileSync } from 'node:fs';
import { harnessMessageCode, settingsCode } from './validator-code.ts';

for (const [path, code] of Object.entries({
  'bridge/generated/harness-message.ts': harnessMessageCode(),
  'settings/generated/validate-settings.ts': settingsCode(),
}))
  writeFileSync(new URL(`../src/${path}`, import.meta.url), code);
