/** Where a command prints: results on standard output, progress and errors on standard error. */
export interface Io {
  readonly print: (line: string) => void;
  readonly progress: (line: string) => void;
  /** From now on the command continues when the reader of its output closes it. */
  readonly ignoreClosedOutput: () => void;
}
