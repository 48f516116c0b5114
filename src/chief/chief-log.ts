/** Where a chief tells its operator what happens; a pino logger is one. */
export interface ChiefLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
