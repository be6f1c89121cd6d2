import { run } from "./cli/program.ts";

/** @limit Process: time after which the process exits although something keeps it running. */
const LINGER_MS = 1_000;

// Databases, keys and whatever else is made here are their owner's alone.
process.umask(0o077);

let readByNobody = false;
let goesOn = false;

/** Who read the output has gone, as `head` does when it has enough: what is left is not printed, and the command ends. */
function onClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  readByNobody = true;
  if (goesOn) return;
  // A command that runs until it is stopped is stopped in its own way.
  if (process.listenerCount("SIGTERM") > 0) process.emit("SIGTERM");
  else process.exit();
}

process.stdout.on("error", onClosedOutput);
process.stderr.on("error", onClosedOutput);

const io = {
  print: (line: string) => void (readByNobody || process.stdout.write(`${line}\n`)),
  progress: (line: string) => void process.stderr.write(`${line}\n`),
  goOnUnread: () => {
    goesOn = true;
  },
};

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), io);
  } catch (error) {
    // A wrong setting or a store that cannot be opened is the user's to mend, and a stack would only hide the reason.
    io.progress(`plimsoll: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
  // The command is done, or has failed, and has said so; whatever still holds the process after that must not keep it.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

void main();
