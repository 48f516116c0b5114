export const templateNames = [
  'bytes',
  'lines',
  'csv',
  'numpy',
  'ranges',
  'folder',
  'gz-lines',
  'sweep',
  'two-pass',
] as const;
export type TemplateName = (typeof templateNames)[number];
