import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress, gzip } from "node:zlib";

/** @limit Dashboard: files of it, and of the documentation, that are served. */
const MAX_FILES = 1_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
/** Compressed before. */
const PACKED: ReadonlySet<string> = new Set(["font/woff2"]);

type Encoding = "br" | "gzip" | "identity";

/** Encodings in the order of preference, and the ending of the file that holds each. */
const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

export interface BuiltFile {
  readonly type: string;
  /** A strong ETag of the contents. */
  readonly etag: string;
  /** The contents by encoding: those that were built, and those that were made of them since. */
  readonly contents: Map<Encoding, Promise<Buffer>>;
}

/** Built files by their path, which begins with a slash. Empty when they have not been built. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

/**
 * Reads a whole folder beside the bundle that a server starts from, which is small and does not change while a server runs.
 * A file may be there as it is, compressed, or both.
 */
export async function readBuiltFiles(folder: "app" | "site"): Promise<BuiltFiles> {
  const directory = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const present = new Set(paths);
  const names = new Set(paths.map((path) => path.replace(/\.(?:br|gz)$/, "")));
  const files = new Map<string, BuiltFile>();
  for (const name of [...names].slice(0, MAX_FILES)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const contents: BuiltFile["contents"] = new Map();
    const hash = createHash("sha256");
    for (const [encoding, ending] of [["identity", ""], ...ENCODINGS] as const) {
      if (!present.has(name + ending)) continue;
      const bytes = await readFile(name + ending);
      if (contents.size === 0) hash.update(bytes);
      contents.set(encoding, Promise.resolve(bytes));
    }
    const etag = `"${hash.digest("base64url").slice(0, 22)}"`;
    files.set(`/${relative(directory, name).split(sep).join("/")}`, { type, etag, contents });
  }
  return files;
}

/** The best encoding of a file that an `Accept-Encoding` header allows. */
export function encodingFor({ contents, type }: BuiltFile, accepted: string | undefined): Encoding {
  const offered = (accepted ?? "").split(",").map((part) => part.trim().split(";"));
  const allowed = new Set(
    offered.filter(([, quality]) => !/^\s*q=0(\.0*)?$/.test(quality ?? "")).map(([name]) => name?.toLowerCase()),
  );
  const has = (encoding: Encoding) => contents.has(encoding) || (encoding === "gzip" && !PACKED.has(type));
  return ENCODINGS.find(([encoding]) => allowed.has(encoding) && has(encoding))?.[0] ?? "identity";
}

/** A file in an encoding; one that was not built is made once, of another. */
export async function inEncoding(file: BuiltFile, encoding: Encoding): Promise<Buffer> {
  const { contents } = file;
  const kept = contents.get(encoding);
  if (kept !== undefined) return kept;
  const made = encoding === "gzip" ? zipped(file) : unpacked(file);
  contents.set(encoding, made);
  return made;
}

async function zipped(file: BuiltFile): Promise<Buffer> {
  return promisify(gzip)(await inEncoding(file, "identity"));
}

async function unpacked({ contents }: BuiltFile): Promise<Buffer> {
  const packed = await contents.get("br");
  if (packed === undefined) throw new Error("a built file is there as it is or compressed with Brotli");
  return promisify(brotliDecompress)(packed);
}
