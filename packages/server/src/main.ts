import { run } from "./cli/program.ts";

const LINGER_MS = 1_000;

const io = {
  print: (line: string) => process.stdout.write(`${line}\n`),
  progress: (line: string) => process.stderr.write(`${line}\n`),
};

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), io);
    // The command is done and has said so; whatever still holds the process after that must not keep it.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  } catch (error) {
    // A wrong setting or a store that cannot be opened is the user's to mend, and a stack would only hide the reason.
    io.progress(`plimsoll: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

void main();
