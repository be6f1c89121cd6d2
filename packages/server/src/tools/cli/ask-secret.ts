import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Whether there is a person who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks on the terminal for a secret, which is not shown as it is typed. Rejects when the signal aborts. */
export function askSecret(question: string, signal: AbortSignal): Promise<string> {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: hidden, terminal: true });
  process.stderr.write(question);
  return new Promise<string>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
    // In this mode the terminal sends no signal.
    reader.on("SIGINT", () => reject(new Error("stopped")));
    reader.on("close", () => reject(new Error("the input has ended")));
    reader.question("", { signal }, resolve);
  }).finally(() => {
    reader.close();
    process.stderr.write("\n");
  });
}
