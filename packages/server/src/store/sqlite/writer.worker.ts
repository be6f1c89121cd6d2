import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { runBatch } from "../batch.ts";
import { StoreUnavailable, type Committed } from "../store.ts";
import { openWriter } from "./connection.ts";
import type { BatchRequest, WriterReply, WriterRequest } from "./messages.ts";
import { SqliteTransaction } from "./transaction.ts";

/** Commands of several requests that share a transaction. */
const MAX_SHARED_BATCH = 1_000;

const port = parentPort;
if (!port) throw new Error("the writer runs as a worker thread");

const database = openWriter((workerData as { readonly path: string }).path);
const transaction = new SqliteTransaction(database);
const waiting: BatchRequest[] = [];
let closing = false;
let working = false;

port.on("message", (request: WriterRequest) => {
  take(request);
  if (!working) void work();
});

function take(request: WriterRequest): void {
  if (request.type === "close") closing = true;
  else waiting.push(request);
}

/** One batch at a time; whatever has come while it was being committed is the next. */
async function work(): Promise<void> {
  working = true;
  for (takeAll(); waiting.length > 0; takeAll()) port?.postMessage(await reply(nextBatch()));
  working = false;
  if (closing) {
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

function nextBatch(): readonly BatchRequest[] {
  let commands = 0;
  let count = 0;
  for (const request of waiting) {
    commands += request.commands.length;
    if (count > 0 && commands > MAX_SHARED_BATCH) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

async function reply(requests: readonly BatchRequest[]): Promise<WriterReply> {
  try {
    const commands = requests.flatMap((request) => request.commands);
    const now = Math.max(...requests.map((request) => request.now));
    return { type: "committed", parts: shares(requests, await runBatch(transaction, commands, now)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const type = error instanceof StoreUnavailable ? "unavailable" : "broken";
    return { type, ids: requests.map(({ id }) => id), message };
  }
}

/** Each request's own answers. Whose the deliveries are does not matter: the first has them all. */
function shares(requests: readonly BatchRequest[], { answers, deliveries }: Committed) {
  let start = 0;
  return requests.map(({ id, commands }, index) => {
    const end = start + commands.length;
    const own = answers.slice(start, end);
    start = end;
    return { id, committed: { answers: own, deliveries: index === 0 ? deliveries : [] } };
  });
}
