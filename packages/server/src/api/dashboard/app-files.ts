import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** @limit Dashboard: files of the built application that are served. */
const MAX_FILES = 1_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
/** Encodings in the order of preference, and the ending of the file that holds each. */
const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

export interface AppFile {
  readonly type: string;
  /** A strong ETag of the uncompressed contents. */
  readonly etag: string;
  /** The contents by encoding; `identity` is always there. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** The built application's files by their path, which begins with a slash. Empty when it has not been built. */
export type AppFiles = ReadonlyMap<string, AppFile>;

/** Beside the bundle that a server starts from, wherever that is. */
const DIRECTORY = fileURLToPath(new URL("../app/", import.meta.url));

/** Reads the whole application, which is small and does not change while a server runs. */
export async function readAppFiles(directory: string = DIRECTORY): Promise<AppFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .slice(0, MAX_FILES)
    .map((entry) => join(entry.parentPath, entry.name));
  const present = new Set(paths);
  const files = new Map<string, AppFile>();
  for (const path of paths) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const plain = await readFile(path);
    const contents = new Map([["identity", plain]]);
    for (const [encoding, ending] of ENCODINGS) {
      if (present.has(path + ending)) contents.set(encoding, await readFile(path + ending));
    }
    const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
    files.set(`/${relative(directory, path).split(sep).join("/")}`, { type, etag, contents });
  }
  return files;
}

/** The best of a file's encodings that an `Accept-Encoding` header allows. */
export function encodingFor({ contents }: AppFile, accepted: string | undefined): string {
  const offered = (accepted ?? "").split(",").map((part) => part.trim().split(";"));
  const allowed = new Set(
    offered.filter(([, quality]) => !/^\s*q=0(\.0*)?$/.test(quality ?? "")).map(([name]) => name?.toLowerCase()),
  );
  const found = ENCODINGS.find(([encoding]) => allowed.has(encoding) && contents.has(encoding));
  return found?.[0] ?? "identity";
}
