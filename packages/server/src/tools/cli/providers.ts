import { readFile } from "node:fs/promises";
import type { CreateProvider, Provider } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { secretFrom } from "../../config.ts";
import { kindFacts } from "../../providers/kinds.ts";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import { addedLines, findingLines, providerLines, syncedLines } from "../daily/providers.ts";
import { askSecret, canAsk } from "./ask-secret.ts";
import { printLines, type Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";
import { namedSecret } from "./secret-source.ts";

interface Common {
  readonly access: ServerAccess;
  readonly json: boolean;
}

const TROUBLE = 1;

/** Prints the account's providers. Resolves with the exit code. */
export async function listProviders({ access, json }: Common, io: Io): Promise<number> {
  return withServer(access, stopping(), async ({ client }) => {
    const found: Provider[] = [];
    for await (const provider of client.providers.list({ limit: MAX_LIMIT })) found.push(provider);
    printLines(io, json ? [JSON.stringify(found)] : providerLines(found, Date.now(), io.screen()));
    return 0;
  });
}

export interface AddProviderOptions extends Common {
  readonly kind: CreateProvider["kind"];
  readonly name: string;
  readonly baseUrl?: string | undefined;
  /** Each `name=source`. */
  readonly credential: readonly string[];
  readonly webhookSecret?: string | undefined;
  readonly cadence?: number | undefined;
  /** JSON, or `@file`. */
  readonly settings?: string | undefined;
}

/** Connects a provider. On a terminal it prompts for credentials that are not given. Resolves with the exit code. */
export async function addProvider(options: AddProviderOptions, io: Io): Promise<number> {
  const { access, kind, name, baseUrl, cadence, json } = options;
  return withServer(access, stopping(), async ({ client, url, signal }) => {
    const settings = options.settings === undefined ? undefined : await settingsIn(options.settings);
    const webhookSecret =
      options.webhookSecret === undefined ? undefined : secretFrom("--webhook-secret", options.webhookSecret);
    const credentials = await credentialsOf(options, signal);
    const provider = await client.providers.create({
      kind,
      name,
      ...(baseUrl !== undefined && { base_url: baseUrl }),
      ...(credentials !== null && { credentials }),
      ...(webhookSecret !== undefined && { webhook_secret: webhookSecret }),
      ...(cadence !== undefined && { cadence: { seconds: cadence } }),
      ...(settings !== undefined && { settings: settings as CreateProvider["settings"] }),
    });
    printLines(io, json ? [JSON.stringify(provider)] : addedLines(provider, url, io.screen()));
    return 0;
  });
}

/** Null for a provider without credentials, which only receives webhooks. */
async function credentialsOf(
  { kind, credential }: AddProviderOptions,
  signal: AbortSignal,
): Promise<Record<string, string> | null> {
  const given = Object.fromEntries(credential.map((text) => namedSecret("--credential", text)));
  if (canAsk()) {
    for (const name of kindFacts(kind)?.credentials ?? []) {
      if (given[name] !== undefined) continue;
      const answer = await askSecret(`${name} (empty for none): `, signal);
      if (answer === "") break;
      given[name] = answer;
    }
  }
  return Object.keys(given).length === 0 ? null : given;
}

async function settingsIn(text: string): Promise<unknown> {
  const json = text.startsWith("@") ? await readFile(text.slice(1), "utf8") : text;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error("--settings must be JSON, or @file with JSON in it", { cause: error });
  }
}

export interface OneProviderOptions extends Common {
  readonly id: string;
}

/** Checks a provider's connection from the server. Resolves with 1 when something is wrong. */
export async function testProvider({ access, json, id }: OneProviderOptions, io: Io): Promise<number> {
  return withServer(access, stopping(), async ({ client }) => {
    const checked = await client.providers.test(id);
    printLines(io, json ? [JSON.stringify(checked)] : findingLines(checked.findings, io.screen()));
    return checked.problems === 0 ? 0 : TROUBLE;
  });
}

/** Polls a provider now. Resolves with 1 when a balance could not be read. */
export async function syncProvider({ access, json, id }: OneProviderOptions, io: Io): Promise<number> {
  return withServer(access, stopping(), async ({ client }) => {
    const synced = await client.providers.sync(id);
    printLines(io, json ? [JSON.stringify(synced)] : syncedLines(synced, io.screen()));
    return synced.problems.length === 0 ? 0 : TROUBLE;
  });
}
