/** Where a command prints: answers on standard output, progress and complaints on standard error. */
export interface Io {
  readonly print: (line: string) => void;
  readonly progress: (line: string) => void;
  /** From now on the command outlives those who read its output. */
  readonly goOnUnread: () => void;
}
