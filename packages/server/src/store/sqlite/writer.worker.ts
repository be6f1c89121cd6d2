import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { attemptBatch, runBatch } from "../commit/batch.ts";
import { commandsOf, sharesOf, takeBatch, timeOf } from "../commit/shared-batch.ts";
import { StoreUnavailable } from "../port/unavailable.ts";
import { openWriter } from "./connection.ts";
import { FOREIGN_WRITES_EVERY_MS, type BatchRequest, type WriterReply, type WriterRequest } from "./messages.ts";
import { SqliteTransaction } from "./transaction.ts";

const port = parentPort;
if (!port) throw new Error("the writer runs as a worker thread");

const database = openWriter((workerData as { readonly path: string }).path);
const transaction = new SqliteTransaction(database);
const waiting: BatchRequest[] = [];
let closing = false;
let working = false;

const dataVersionNow = database.prepare("PRAGMA data_version");
let version = dataVersion();
const watch = setInterval(() => {
  const now = dataVersion();
  if (now !== version) port.postMessage({ type: "foreign" } satisfies WriterReply);
  version = now;
}, FOREIGN_WRITES_EVERY_MS);

/** Changes when another connection has committed; ours is the connection that the server writes with. */
function dataVersion(): unknown {
  return dataVersionNow.get()?.[0];
}

port.on("message", (request: WriterRequest) => {
  take(request);
  if (!working) void work();
});

function take(request: WriterRequest): void {
  if (request.type === "close") closing = true;
  else waiting.push(request);
}

/** One batch at a time; requests that arrive during its commit form the next. */
async function work(): Promise<void> {
  working = true;
  for (takeAll(); waiting.length > 0; takeAll()) port?.postMessage(await reply(takeBatch(waiting)));
  working = false;
  if (closing) {
    clearInterval(watch);
    database.close();
    port?.close();
  }
}

function takeAll(): void {
  if (!port) return;
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    take(next.message as WriterRequest);
  }
}

async function reply(requests: readonly BatchRequest[]): Promise<WriterReply> {
  try {
    const now = timeOf(requests);
    const committed = await runBatch(commandsOf(requests), (commands) => attemptBatch(transaction, commands, now));
    const shares = sharesOf(requests, committed);
    return { type: "committed", ids: requests.map(({ id }) => id), shares };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const type = error instanceof StoreUnavailable ? "unavailable" : "broken";
    return { type, ids: requests.map(({ id }) => id), message };
  }
}
