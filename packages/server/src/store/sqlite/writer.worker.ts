import { parentPort, workerData } from "node:worker_threads";
import { runBatch } from "../batch.ts";
import { StoreUnavailable } from "../store.ts";
import { openWriter } from "./connection.ts";
import type { WriterReply, WriterRequest } from "./messages.ts";
import { SqliteTransaction } from "./transaction.ts";

const port = parentPort;
if (!port) throw new Error("the writer runs as a worker thread");

const database = openWriter((workerData as { readonly path: string }).path);
const transaction = new SqliteTransaction(database);
// One batch at a time: a batch never waits for anything but this thread, so the next message only follows its end.
let last: Promise<void> = Promise.resolve();

port.on("message", (request: WriterRequest) => {
  if (request.type === "close") {
    last = last.then(() => {
      database.close();
      port.close();
    });
    return;
  }
  last = last.then(async () => port.postMessage(await reply(request)));
});

async function reply({ id, commands, now }: Extract<WriterRequest, { type: "batch" }>): Promise<WriterReply> {
  try {
    return { id, type: "committed", committed: await runBatch(transaction, commands, now) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, type: error instanceof StoreUnavailable ? "unavailable" : "broken", message };
  }
}
