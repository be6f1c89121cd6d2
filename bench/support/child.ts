import { fork } from "node:child_process";
import { once } from "node:events";
import type { Resources } from "./resources.ts";
import type { Api, Call, Reply } from "./rpc.ts";

/** A separate process, so that its work costs the others only its share of the machine. */
export interface Child<A extends Api> {
  readonly pid: number;
  call<N extends keyof A & string>(name: N, ...argument: Parameters<A[N]>): Promise<Awaited<ReturnType<A[N]>>>;
  /** Ends it before its scope does. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a file of `children/` that calls `serve`. */
export function startChild<A extends Api>(resources: Resources, file: URL): Child<A> {
  const child = fork(file, { execArgv: ["--import", "tsx"], serialization: "advanced" });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  child.on("message", (reply: Reply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.result as never);
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of pending.values()) reject(new Error(`${file.pathname} ended: ${signal ?? code}`));
    pending.clear();
  });
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  resources.defer(close);
  return {
    pid: child.pid ?? 0,
    call: (name, ...[argument]) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) return reject(new Error(`${file.pathname} has ended`));
        const call: Call = { id: nextId++, name, argument };
        pending.set(call.id, { resolve, reject });
        child.send(call);
      }),
    close,
  };
}
