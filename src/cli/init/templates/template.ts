/** What `butcher init` makes a package from. */
export interface Template {
  /** For the manifest. */
  readonly description: string;
  /** Name of a dataset to show in the command to run it; null where none is needed. */
  readonly data: string | null;
  readonly files: Readonly<Record<'Split.py' | 'Processor.py' | 'Merge.py', string>>;
}
