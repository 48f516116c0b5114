export const templateNames = ['bytes', 'lines', 'csv', 'numpy', 'ranges', 'folder', 'gz-lines'] as const;
export type TemplateName = (typeof templateNames)[number];
