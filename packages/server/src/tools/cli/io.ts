import type { Screen } from "../terminal/screen.ts";

/** Where a command prints: results on standard output, progress and errors on standard error. */
export interface Io {
  readonly print: (line: string) => void;
  readonly progress: (line: string) => void;
  /** Standard output as it is now: a terminal may become wider or narrower. */
  readonly screen: () => Screen;
  /** From now on the command continues when the reader of its output closes it. */
  readonly ignoreClosedOutput: () => void;
}

export function printLines({ print }: Pick<Io, "print">, lines: readonly string[]): void {
  for (const text of lines) print(text);
}
