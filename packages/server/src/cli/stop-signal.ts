/** Resolves with the signal when the process is asked to stop. Call it first: a stop that comes early must not find nobody listening. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve(signal));
  });
}
