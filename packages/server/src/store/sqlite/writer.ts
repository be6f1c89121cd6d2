import { Worker } from "node:worker_threads";
import type { Command } from "@plimsoll/core";
import type { Committed } from "../port/store.ts";
import { StoreUnavailable } from "../port/unavailable.ts";
import type { WriterReply, WriterRequest } from "./messages.ts";

interface Pending {
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: Error) => void;
}

/** The writer thread's counterpart in the server's thread: an fsync there never stalls HTTP here. */
export class SqliteWriter {
  private readonly path: string;
  private worker: Worker | null = null;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private closing = false;
  /** Called when another process has written to the file. */
  onForeignWrite: () => void = () => undefined;

  constructor(path: string) {
    this.path = path;
  }

  commit(commands: readonly Command[], now: number): Promise<Committed> {
    if (this.closing) return Promise.reject(new StoreUnavailable("the store is closed"));
    return new Promise((resolve, reject) => {
      const id = this.nextId;
      this.nextId += 1;
      this.pending.set(id, { resolve, reject });
      this.send({ type: "batch", id, commands, now });
    });
  }

  /** Resolves when everything sent before is stored and the file is closed. */
  async close(): Promise<void> {
    this.closing = true;
    const { worker } = this;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    this.send({ type: "close" });
    await ended;
  }

  private send(request: WriterRequest): void {
    this.worker ??= this.start();
    this.worker.postMessage(request);
  }

  private start(): Worker {
    const worker = new Worker(new URL("./writer.worker.js", import.meta.url), {
      workerData: { path: this.path },
    });
    worker.on("message", (reply: WriterReply) => this.settle(reply));
    worker.on("error", (error) => this.lose(worker, error));
    worker.on("exit", () => this.lose(worker, new Error("the writer ended")));
    return worker;
  }

  private settle(reply: WriterReply): void {
    if (reply.type === "foreign") {
      this.onForeignWrite();
      return;
    }
    for (const [index, id] of reply.ids.entries()) {
      const pending = this.taken(id);
      if (reply.type === "committed") pending?.resolve(reply.shares[index] as Committed);
      else if (reply.type === "unavailable") pending?.reject(new StoreUnavailable(reply.message));
      else pending?.reject(new Error(reply.message));
    }
  }

  private taken(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  /**
   * The batches under way may or may not be stored: their callers get an error that says so, and the next batch starts
   * a new thread.
   */
  private lose(worker: Worker, error: unknown): void {
    if (this.worker !== worker) return;
    this.worker = null;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) {
      reject(new StoreUnavailable("the writer thread was lost", { cause: error }));
    }
  }
}
