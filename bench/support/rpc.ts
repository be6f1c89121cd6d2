/** The methods of a child process, by name: one argument in, one result (or a promise of it) out. */
export type Api = Readonly<Record<string, (argument: never) => unknown>>;

export interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export type Reply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

/** Handles the parent's calls until the parent goes away; then this process ends, so that nothing is left behind. */
export function serve(api: Api): void {
  const answer = async ({ id, name, argument }: Call): Promise<Reply> => {
    try {
      const method = api[name] as ((argument: unknown) => unknown) | undefined;
      if (!method) throw new Error(`no method ${name}`);
      return { id, result: await method(argument) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on("message", (call: Call) => void answer(call).then((reply) => process.send?.(reply)));
  process.on("disconnect", () => process.exit(0));
}
