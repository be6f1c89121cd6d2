import { declared } from "../configuration/plan.ts";
import { presentOf } from "../configuration/present.ts";
import { fileSchema } from "../configuration/schema.ts";
import { configurationText } from "../configuration/write-file.ts";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import type { Io } from "./io.ts";
import { writeOutput } from "./output-file.ts";
import { stopping } from "./stop-signal.ts";

/** Writes the account's configuration as a file that `apply` takes. Resolves with the exit code. */
export async function exportConfiguration(access: ServerAccess, out: string | undefined, io: Io): Promise<number> {
  const present = await withServer(access, stopping(), ({ client }) => presentOf(client));
  return write(configurationText(declared(present, Date.now())), out, io);
}

/** Writes the JSON Schema of such a file, for editors. */
export function exportSchema(out: string | undefined, io: Io): Promise<number> {
  return write(`${JSON.stringify(fileSchema(), null, 2)}\n`, out, io);
}

async function write(text: string, out: string | undefined, io: Io): Promise<number> {
  if (out === undefined) io.print(text.trimEnd());
  else await writeOutput(out, text);
  return 0;
}
