import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { withAnswer, type ApiAccess } from "./api-access.ts";

export interface ExportOptions extends ApiAccess {
  /** After `/api/v1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** A file to write; standard output without it. */
  readonly out?: string | undefined;
}

/** Writes a response of the API as it comes, in bounded memory. */
export async function exportTo({ path, query, out, ...access }: ExportOptions): Promise<number> {
  await withAnswer(access, { method: "GET", path, query }, async (body) => {
    if (out !== undefined) return pipeline(body, createWriteStream(out));
    return pipeline(body, process.stdout, { end: false });
  });
  return 0;
}
