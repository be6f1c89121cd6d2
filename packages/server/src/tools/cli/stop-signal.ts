/** Resolves with the signal when the process is to stop. Call it first, so that an early signal finds a listener. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve(signal));
  });
}

/** Aborts when the process is to stop. */
export function stopping(message = "stopped"): AbortSignal {
  const controller = new AbortController();
  void stopSignal().then(() => controller.abort(new Error(message)));
  return controller.signal;
}
