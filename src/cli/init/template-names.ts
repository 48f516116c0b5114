export const templateNames = ['bytes', 'lines', 'csv', 'numpy', 'ranges'] as const;
export type TemplateName = (typeof templateNames)[number];
