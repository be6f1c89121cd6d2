import { run } from "./tools/cli/program.ts";
import { PLAIN, type Screen } from "./tools/terminal/screen.ts";

/** @limit Process: time after which the process exits although something keeps it running. */
const LINGER_MS = 1_000;

// Only their owner may read the databases, keys and other files made here.
process.umask(0o077);

let outputClosed = false;
let goesOn = false;

/**
 * The reader has closed the output, as `head` does when it has enough: the rest is not printed, and the command ends.
 */
function onClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  outputClosed = true;
  if (goesOn) return;
  // A command that runs until a signal gets that signal.
  if (process.listenerCount("SIGTERM") > 0) process.emit("SIGTERM");
  else process.exit();
}

process.stdout.on("error", onClosedOutput);
process.stderr.on("error", onClosedOutput);

function screen(): Screen {
  const { isTTY, columns, rows } = process.stdout;
  return isTTY ? { columns, lines: rows, colour: process.stdout.hasColors() } : PLAIN;
}

const io = {
  print: (line: string) => void (outputClosed || process.stdout.write(`${line}\n`)),
  progress: (line: string) => void process.stderr.write(`${line}\n`),
  screen,
  ignoreClosedOutput: () => {
    goesOn = true;
  },
};

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), io);
  } catch (error) {
    // The user can correct a wrong setting or an unusable store, and a stack would only hide the reason.
    io.progress(`plimsoll: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
  // The command has ended and reported its result; anything that still keeps the process running must not keep it
  // longer.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

void main();
