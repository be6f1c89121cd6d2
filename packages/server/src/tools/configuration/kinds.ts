import {
  CreateCampaign,
  CreateCard,
  CreateChannel,
  CreateCurrency,
  CreateFeature,
  CreateProduct,
  CreateProvider,
  CreateRoute,
  CreateWallet,
  CreateWebhookEndpoint,
  ENDPOINT_DEFAULTS,
  PutFxRate,
  SettingsInput,
  UpdateAccount,
  UpdateProduct,
  UpdateProvider,
  UpdateWallet,
  UpdateWebhookEndpoint,
} from "@plimsoll/contract";
import type { TSchema } from "typebox";
import { textOf } from "../text-of.ts";
import { momentOf } from "./moment-of.ts";

/** What a file declares, in the order in which it is applied: what others refer to comes first. */
export const SECTIONS = [
  "account",
  "currencies",
  "fx_rates",
  "providers",
  "features",
  "alert_defaults",
  "wallets",
  "endpoints",
  "channels",
  "products",
  "cards",
  "campaigns",
  "routes",
] as const;
export type Section = (typeof SECTIONS)[number];

/** One resource as a file declares it: others are named by their handles. */
export type Entry = Readonly<Record<string, unknown>>;
/** A resource as the API returns it. */
export type Resource = Readonly<Record<string, unknown>>;

export interface Field {
  /** In the file. */
  readonly name: string;
  /** In the API, where that is another. */
  readonly member?: string;
  /** Its texts are handles of this section, and ids in the API. */
  readonly refers?: Section;
  /** The members of the object that it is. */
  readonly inside?: readonly Field[];
  /**
   * How two values are compared: decimals by their value wherever they stand, times as moments, sets without an order;
   * a secret is known to be there, and no more.
   */
  readonly as?: "decimals" | "time" | "set" | "secret";
  /** Never changes after the creation. */
  readonly fixed?: true;
  /** The API takes it only once the resource exists. */
  readonly late?: true;
  /** A change merges into what is stored, its members or at every depth: what goes is sent as null. */
  readonly merges?: "members" | "deep" | "never";
  /** What a resource has that was created without it; null without this. */
  readonly default?: unknown;
  /** Members that a stored object has when it was given without them. */
  readonly fills?: Readonly<Record<string, unknown>>;
}

export interface Kind {
  readonly noun: string;
  readonly fields: readonly Field[];
  /** The API's schemas of its members; the first that has one counts. */
  readonly schemas: readonly TSchema[];
  /** The file gives each a key that is stored with it. Others are found by the fields that name them. */
  readonly keyed: boolean;
  /** The fields by which one is found that has no key. */
  readonly named: readonly string[];
  readonly prune: "delete" | "archive" | "never";
}

const filter: readonly Field[] = [
  { name: "wallets", member: "wallet_ids", refers: "wallets" },
  { name: "currencies" },
  { name: "providers", member: "provider_ids", refers: "providers" },
  { name: "features", member: "feature_ids", refers: "features" },
];
const settings: Field = { name: "alert_settings", as: "decimals", merges: "members", fills: { alert_enabled: false } };
const topup: Field = { name: "topup", as: "decimals", merges: "members" };
const TOPUP = { target_days: 5, methods: ["wire"] };

export const KINDS: Readonly<Record<Section, Kind>> = {
  account: {
    noun: "account",
    schemas: [UpdateAccount],
    keyed: false,
    named: [],
    prune: "never",
    fields: [
      { name: "timezone", default: "UTC" },
      { name: "cutoff" },
      { name: "holidays", default: [] },
      { name: "lead_time_business_days", default: 2 },
      { ...topup, default: TOPUP, fills: TOPUP },
      { name: "topup_approval", as: "decimals" },
      { name: "stale_policy", default: "closed" },
      { name: "stale_after_seconds", default: 900 },
    ],
  },
  currencies: {
    noun: "currency",
    schemas: [CreateCurrency],
    keyed: false,
    named: ["currency"],
    prune: "never",
    fields: [{ name: "currency" }, { name: "name", fixed: true }, { name: "precision", fixed: true }],
  },
  fx_rates: {
    noun: "FX rate",
    schemas: [PutFxRate],
    keyed: false,
    named: ["from", "to"],
    prune: "delete",
    fields: [{ name: "from" }, { name: "to" }, { name: "rate", as: "decimals" }],
  },
  providers: {
    noun: "provider",
    schemas: [CreateProvider, UpdateProvider],
    keyed: true,
    named: ["kind", "name"],
    prune: "delete",
    fields: [
      { name: "kind", fixed: true },
      { name: "name" },
      { name: "base_url" },
      { name: "credentials", as: "secret" },
      { name: "webhook_secret", as: "secret" },
      { name: "cadence" },
      { name: "settings" },
      { name: "status", late: true, default: "active" },
    ],
  },
  features: {
    noun: "feature",
    schemas: [CreateFeature],
    keyed: true,
    named: ["name"],
    prune: "delete",
    fields: [
      { name: "name" },
      { name: "type", default: "metered" },
      { name: "status", default: "published" },
      settings,
    ],
  },
  alert_defaults: {
    noun: "alert default",
    schemas: [
      {
        properties: { currency: { type: "string" }, alert_settings: SettingsInput },
        required: ["currency", "alert_settings"],
      },
    ],
    keyed: false,
    named: ["currency"],
    prune: "delete",
    fields: [{ name: "currency" }, { ...settings, merges: "never" }],
  },
  wallets: {
    noun: "wallet",
    schemas: [CreateWallet, UpdateWallet],
    keyed: false,
    named: ["provider", "external_id", "name", "currency"],
    prune: "never",
    fields: [
      { name: "name" },
      { name: "currency", fixed: true },
      { name: "provider", member: "provider_id", refers: "providers", fixed: true },
      { name: "external_id", fixed: true },
      { name: "type", fixed: true, default: "PREPAID" },
      { name: "asset_scale", fixed: true },
      { name: "overdraft_limit", as: "decimals", default: "0" },
      { name: "conversion_rate", as: "decimals", default: "1" },
      { name: "expected_daily_spend", as: "decimals" },
      topup,
      { name: "features", member: "feature_ids", refers: "features", as: "set", default: [] },
      settings,
      { name: "metadata", merges: "deep", default: {} },
      { name: "status", late: true, default: "active" },
    ],
  },
  endpoints: {
    noun: "endpoint",
    schemas: [CreateWebhookEndpoint, UpdateWebhookEndpoint],
    keyed: true,
    named: ["url"],
    prune: "delete",
    fields: [
      { name: "url" },
      { name: "event_types", default: ENDPOINT_DEFAULTS.event_types },
      { name: "description" },
      { name: "rate_limit_per_second", default: ENDPOINT_DEFAULTS.rate_limit_per_second },
      { name: "max_attempts", default: ENDPOINT_DEFAULTS.max_attempts },
      { name: "timeout_ms", default: ENDPOINT_DEFAULTS.timeout_ms },
      { name: "status", late: true, default: "enabled" },
    ],
  },
  channels: {
    noun: "channel",
    schemas: [CreateChannel],
    keyed: true,
    named: ["kind", "name"],
    prune: "delete",
    fields: [
      { name: "kind", fixed: true },
      { name: "name" },
      { name: "config", merges: "members" },
      { name: "rate_limit_per_second" },
      { name: "enabled", default: true },
    ],
  },
  products: {
    noun: "product",
    schemas: [CreateProduct, UpdateProduct],
    keyed: true,
    named: ["name", "currency"],
    prune: "archive",
    fields: [
      { name: "name" },
      { name: "currency", fixed: true },
      { name: "denominations", as: "decimals" },
      { name: "discount", as: "decimals", default: "0" },
      { name: "fee", as: "decimals" },
      { name: "max_quantity", default: 100 },
      { name: "status", late: true, default: "active" },
    ],
  },
  cards: {
    noun: "card",
    schemas: [CreateCard],
    keyed: false,
    named: ["card_id"],
    prune: "never",
    fields: [
      { name: "card_id" },
      { name: "wallet", member: "wallet_id", refers: "wallets" },
      { name: "status", default: "active" },
      { name: "expires" },
    ],
  },
  campaigns: {
    noun: "campaign",
    schemas: [CreateCampaign],
    keyed: true,
    named: ["name", "starts_at", "ends_at", "provider"],
    prune: "delete",
    fields: [
      { name: "name" },
      { name: "starts_at", as: "time" },
      { name: "ends_at", as: "time" },
      { name: "expected_multiplier", as: "decimals" },
      { name: "provider", member: "provider_id", refers: "providers" },
    ],
  },
  routes: {
    noun: "route",
    schemas: [CreateRoute],
    keyed: true,
    named: ["name"],
    prune: "delete",
    fields: [
      { name: "name" },
      { name: "on", as: "set" },
      { name: "filter", inside: filter },
      { name: "channels", member: "channel_ids", refers: "channels", default: [] },
      { name: "recoveries", default: true },
      { name: "group_wait_seconds" },
      {
        name: "escalate",
        inside: [{ name: "after_minutes" }, { name: "channels", member: "channel_ids", refers: "channels" }],
      },
      { name: "schedule" },
      { name: "enabled", default: true },
    ],
  },
};

/** How the file names a resource. A wallet's handle is its key in the file, else its name, or `provider/external id`. */
export function handleOf(section: Section, entry: Entry): string {
  if (section === "account") return section;
  const { keyed, named } = KINDS[section];
  let names = keyed ? ["key"] : named;
  if (section === "wallets") {
    if (typeof entry["key"] === "string") return entry["key"];
    names = isMirror(entry) ? ["provider", "external_id"] : ["name"];
  }
  return names.map((name) => textOf(entry[name])).join("/");
}

/** What the API names a resource by: an id of its own, else as the file does. */
export function idOf(section: Section, resource: Resource): unknown {
  return KINDS[section].keyed || section === "wallets" ? resource["id"] : handleOf(section, resource);
}

export function isMirror(wallet: Entry): boolean {
  return typeof wallet["provider"] === "string";
}

/** By what a resource is found that has no key of its own. */
export function namesOf(section: Section, entry: Entry): string {
  const { named, fields } = KINDS[section];
  const counted = section !== "wallets" ? named : isMirror(entry) ? ["provider", "external_id"] : ["name", "currency"];
  const isTime = (name: string) => fields.some((field) => field.name === name && field.as === "time");
  return JSON.stringify(counted.map((name) => (isTime(name) ? momentOf(entry[name]) : (entry[name] ?? null))));
}
