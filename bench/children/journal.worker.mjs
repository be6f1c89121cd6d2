// JavaScript, because tsx does not reach into worker threads.
import { fsyncSync, openSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const file = openSync(workerData.file, "a");

/** A message is one batch; it is on the disk when the reply is sent. */
parentPort.on("message", (/** @type {string} */ lines) => {
  writeSync(file, lines);
  fsyncSync(file);
  parentPort.postMessage(null);
});
