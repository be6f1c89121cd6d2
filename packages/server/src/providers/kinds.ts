import { PROVIDER_KINDS, type HttpJsonSettings, type ProviderKind } from "@plimsoll/contract";
import type { Provider } from "@plimsoll/core";
import { credentialNames } from "./http-json/templates.ts";
import { PRESETS, type PresetKind } from "./presets/presets.ts";

/** The facts about a kind of provider before one is connected. */
export interface KindFacts {
  readonly title: string;
  /** The URL of the vendor's API, when it is one public place; null when the user has to give it. */
  readonly baseUrl: string | null;
  /** The members of its credentials, each required; null when its settings name them. */
  readonly credentials: readonly string[] | null;
  /** The settings of the kind: none, how to read any API, or which accounts to read; octopus may omit them. */
  readonly settings: "none" | "http-json" | "sudo" | "octopus";
  /** Whether it sends hooks, signed with a webhook secret. */
  readonly hooks: boolean;
}

const OWN: Readonly<Record<Exclude<ProviderKind, PresetKind>, KindFacts>> = {
  octopus: {
    title: "Octopus Cards",
    baseUrl: null,
    credentials: ["api_key", "api_secret"],
    settings: "octopus",
    hooks: true,
  },
  sudo: {
    title: "Sudo",
    baseUrl: "https://api.sudo.africa",
    credentials: ["api_key"],
    settings: "sudo",
    hooks: false,
  },
  "http-json": { title: "Any JSON API", baseUrl: null, credentials: null, settings: "http-json", hooks: false },
};

/** Null for a kind that this version does not know. */
export function kindFacts(kind: string): KindFacts | null {
  const known = PROVIDER_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) return null;
  if (known === "octopus" || known === "sudo" || known === "http-json") return OWN[known];
  const { title, baseUrl, settings } = PRESETS[known];
  return { title, baseUrl, credentials: credentialNames(settings), settings: "none", hooks: false };
}

/** Whether a provider has the credentials and settings to be polled, by its row. */
export function isPollable({ kind, baseUrl, credentials, settings }: Readonly<Provider>): boolean {
  const facts = kindFacts(kind);
  if (facts === null || (baseUrl ?? facts.baseUrl) === null) return false;
  if (facts.settings === "sudo" && settings === null) return false;
  const needed =
    facts.credentials ?? (settings === null ? [] : credentialNames(JSON.parse(settings) as HttpJsonSettings));
  return credentials !== null || needed.length === 0;
}
