/** The command with which a shell's script asks what could stand in a command line; it is in no help. */
export const completionCall = '__complete';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];
