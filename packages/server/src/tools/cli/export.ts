import { pipeline } from "node:stream/promises";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import { writeOutput } from "./output-file.ts";
import { stopping } from "./stop-signal.ts";

export interface ExportOptions extends ServerAccess {
  /** After `/api/v1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** A file to write; standard output without it. */
  readonly out?: string | undefined;
}

/** Writes a response of the API as it comes, in bounded memory. */
export async function exportTo({ path, query, out, ...access }: ExportOptions): Promise<number> {
  return withServer(access, stopping(), async (server) => {
    await server.exchange({ method: "GET", path, query }, (body) =>
      out === undefined ? pipeline(body, process.stdout, { end: false }) : writeOutput(out, body),
    );
    return 0;
  });
}
