import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isAlias, LineCounter, parseDocument, visit, type Document, type Node, type Scalar } from "yaml";
import { CHANNEL_SECRETS, type ChannelKind } from "@plimsoll/contract";
import { problemsOf, wantedIn } from "./check.ts";
import type { Problem, Wanted } from "./plan.ts";
import { isObject } from "./values.ts";

/** @limit Configuration files: characters of a file, and of a file that it names. */
const MAX_CHARACTERS = 4 * 1_024 * 1_024;
/** @limit Configuration files: problems that are shown at once. */
const MAX_SHOWN = 50;
/** @limit Configuration files: uses of anchors. */
const MAX_ALIASES = 100;

export interface ReadOptions {
  /** For messages, and for the paths of files that it names. */
  readonly name: string;
  readonly text: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Secrets may stand in the file itself. */
  readonly allowPlainSecrets: boolean;
}

/** A file that cannot be applied: each problem with its line and its field. */
class ConfigurationError extends Error {
  constructor(problems: readonly string[]) {
    const more = problems.length > MAX_SHOWN ? [`and ${problems.length - MAX_SHOWN} more`] : [];
    super([...problems.slice(0, MAX_SHOWN), ...more].join("\n"));
    this.name = "ConfigurationError";
  }
}

export interface ConfigurationFile {
  readonly wanted: Wanted;
  /** Throws them with their lines, if there are any. */
  require(problems: readonly Problem[]): void;
}

/** Reads a file and checks it as far as that is possible without the account. Throws a ConfigurationError. */
export function readConfigurationFile({ name, text, environment, allowPlainSecrets }: ReadOptions): ConfigurationFile {
  if (text.length > MAX_CHARACTERS)
    throw new ConfigurationError([`${name} is larger than ${MAX_CHARACTERS} characters`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw new ConfigurationError(document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message}`));
  }
  const referenced = new Set<unknown>();
  const broken: string[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key === "key") return;
      const problem = resolveScalar(node, dirname(resolve(name)), environment, referenced);
      if (problem !== null) broken.push(`${at(node.range?.[0] ?? 0)}: ${problem}`);
    },
  });
  if (broken.length > 0) throw new ConfigurationError(broken);
  const require = (problems: readonly Problem[]): void => {
    if (problems.length === 0) return;
    throw new ConfigurationError(
      problems.map(
        ({ path, message }) => `${at(offsetOf(document, path))}: ${path === "" ? "the file" : path} ${message}`,
      ),
    );
  };
  const content = contentOf(document);
  require(problemsOf(content));
  const wanted = wantedIn(content as Readonly<Record<string, unknown>>);
  if (!allowPlainSecrets) require(plainSecrets(wanted, document, referenced));
  return { wanted, require };
}

function contentOf(document: Document): unknown {
  try {
    return (document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown) ?? {};
  } catch (error) {
    throw new ConfigurationError([error instanceof Error ? error.message : String(error)]);
  }
}

const REFERENCE = /\$(\$\{)|\$\{([^}]*)\}/g;

/**
 * Puts the value of a `${NAME}` or `${file:PATH}` in its place, and keeps a number as it is written where JavaScript
 * would change it. The problem, or null.
 */
function resolveScalar(
  node: Scalar,
  directory: string,
  environment: ReadOptions["environment"],
  referenced: Set<unknown>,
): string | null {
  const { value, source } = node;
  if (typeof value === "number" || typeof value === "bigint") {
    if (source !== undefined && /^[+-]?[\d.]+$/.test(source) && String(value) !== source) node.value = source;
    return null;
  }
  if (typeof value !== "string" || !value.includes("${")) return null;
  let problem: string | null = null;
  node.value = value.replaceAll(REFERENCE, (_, escaped: string | undefined, name: string | undefined) => {
    if (escaped !== undefined) return "${";
    const found = valueOf(name ?? "", directory, environment);
    if ("problem" in found) problem = found.problem;
    else referenced.add(node);
    return "problem" in found ? "" : found.value;
  });
  return problem;
}

function valueOf(
  name: string,
  directory: string,
  environment: ReadOptions["environment"],
): { readonly value: string } | { readonly problem: string } {
  if (name.startsWith("file:")) {
    const path = resolve(directory, name.slice("file:".length));
    try {
      const value = readFileSync(path, "utf8").replace(/\r?\n$/, "");
      return value.length > MAX_CHARACTERS ? { problem: `\${${name}} is too large` } : { value };
    } catch (error) {
      return { problem: `\${${name}} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})` };
    }
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return { problem: `\${${name}} is neither \${NAME} nor \${file:PATH}; write $\${ for the characters themselves` };
  }
  const value = environment[name];
  return value === undefined || value === "" ? { problem: `\${${name}} is not set in the environment` } : { value };
}

/** Secrets that stand in the file itself. */
function plainSecrets(wanted: Wanted, document: Document, referenced: ReadonlySet<unknown>): Problem[] {
  const paths = [
    ...(wanted.providers ?? []).flatMap((provider, place) => [
      ...namesIn(provider["credentials"]).map((name) => ["providers", place, "credentials", name]),
      ...(typeof provider["webhook_secret"] === "string" ? [["providers", place, "webhook_secret"]] : []),
    ]),
    ...(wanted.channels ?? []).flatMap((channel, place) => {
      const config = channel["config"] as Readonly<Record<string, unknown>>;
      return CHANNEL_SECRETS[channel["kind"] as ChannelKind].flatMap((member) => {
        if (config[member] === undefined || config[member] === null) return [];
        const at = ["channels", place, "config", member];
        return isObject(config[member]) ? namesIn(config[member]).map((name) => [...at, name]) : [at];
      });
    }),
  ];
  return paths.flatMap((path) => {
    if (referenced.has(nodeAt(document, path))) return [];
    const message = "is a secret in clear: write ${NAME} or ${file:PATH}, or pass --allow-plain-secrets";
    return [{ path: path.join("."), message }];
  });
}

function namesIn(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function nodeAt(document: Document, path: readonly (string | number)[]): unknown {
  let node: unknown = document.contents;
  for (const name of path) {
    node = isAlias(node) ? node.resolve(document) : node;
    const { get } = (node ?? {}) as { get?: (key: unknown, keepScalar: boolean) => unknown };
    if (get === undefined) return undefined;
    node = get.call(node, name, true);
  }
  return isAlias(node) ? node.resolve(document) : node;
}

/** Where a field stands, or the nearest one above it that is there. */
function offsetOf(document: Document, path: string): number {
  const names = path === "" ? [] : path.split(".").map((name) => (/^\d+$/.test(name) ? Number(name) : name));
  for (let length = names.length; length >= 0; length -= 1) {
    const node = nodeAt(document, names.slice(0, length));
    const { range } = (node ?? {}) as Partial<Node>;
    if (range) return range[0];
  }
  return 0;
}
