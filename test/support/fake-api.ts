type Resource = Record<string, unknown>;

/** The members that a resource has when it was created without them. */
const USUAL: Readonly<Record<string, Resource>> = {
  "/features": { type: "metered", status: "published", alert_settings: null },
  "/wallets": {
    provider_id: null,
    external_id: null,
    type: "PREPAID",
    asset_scale: 2,
    overdraft_limit: "0.00",
    conversion_rate: "1",
    expected_daily_spend: null,
    topup: null,
    feature_ids: [],
    alert_settings: null,
    metadata: {},
    status: "active",
  },
  "/providers": { base_url: null, cadence: null, settings: null, status: "active" },
  "/routes": {
    filter: null,
    channel_ids: [],
    recoveries: true,
    group_wait_seconds: null,
    escalate: null,
    schedule: null,
    enabled: true,
  },
  "/channels": { rate_limit_per_second: 10, enabled: true },
  "/campaigns": { name: null, provider_id: null, expected_multiplier: null },
};

/** Enough of the API to keep a configuration: lists, single resources, creations, merge patches and deletions in memory. */
export class FakeApi {
  readonly #lists = new Map<string, Map<string, Resource>>();
  #last = 0;
  /** Requests that changed something. */
  changes = 0;

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const path = decodeURIComponent(pathname.replace(/^\/api\/v1/, ""));
    const body = typeof init?.body === "string" ? (JSON.parse(init.body) as Resource) : undefined;
    const method = init?.method ?? "GET";
    if (method !== "GET") this.changes += 1;
    const [status, answer] = this.#answer(method, path, body);
    return new Response(answer === undefined ? null : JSON.stringify(answer), { status });
  };

  #answer(method: string, path: string, body: Resource = {}): [number, unknown] {
    if (path === "/account") {
      const account = this.#list(path);
      if (!account.has("1")) account.set("1", { id: 1, timezone: "UTC", cutoff: null, holidays: [] });
      if (method === "PATCH") Object.assign(account.get("1") ?? {}, body);
      return [200, account.get("1")];
    }
    const [, collection = path, id] = /^(\/alert-settings\/default|\/[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const list = this.#list(collection);
    if (collection === "/fx-rates" && method === "PUT") {
      const pair = `${String(body["from"])}/${String(body["to"])}`;
      if (body["rate"] === null) list.delete(pair);
      else list.set(pair, body);
      return [200, []];
    }
    if (collection === "/alert-settings/default" && method === "PUT" && id !== undefined) {
      list.set(id, { currency: id, alert_settings: body });
      return [200, list.get(id)];
    }
    if (method === "GET" && id !== undefined) return [list.has(id) ? 200 : 404, list.get(id)];
    if (method === "GET") {
      const isNewestFirst = collection === "/campaigns" || collection === "/products";
      return [200, isNewestFirst ? [...list.values()].toReversed() : [...list.values()]];
    }
    if (method === "POST") return [201, this.#create(collection, body)];
    if (method === "DELETE") {
      list.delete(id ?? "");
      return [204, undefined];
    }
    const resource = list.get(id ?? "");
    if (resource === undefined) throw new Error(`there is no ${path}`);
    Object.assign(resource, merged(resource, body));
    return [200, resource];
  }

  #create(collection: string, body: Resource): Resource {
    const list = this.#list(collection);
    const { key } = body;
    if (typeof key === "string" && [...list.values()].some((other) => other["key"] === key)) {
      throw new Error(`${collection} has ${key}`);
    }
    const id = collection === "/wallets" ? (this.#last += 1) : `id_${(this.#last += 1)}`;
    const resource = { id, key: null, ...USUAL[collection], ...body };
    list.set(String(id), resource);
    return resource;
  }

  #list(path: string): Map<string, Resource> {
    const list = this.#lists.get(path) ?? new Map<string, Resource>();
    this.#lists.set(path, list);
    return list;
  }
}

/** A merge patch of settings, config and metadata; lists and everything else are replaced. */
function merged(before: Resource, patch: Resource): Resource {
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => {
      const old = before[name];
      const merges = ["alert_settings", "config", "metadata", "topup"].includes(name);
      if (!merges || !isObject(value) || !isObject(old)) return [name, value];
      const left = Object.entries({ ...old, ...value }).filter(([, member]) => member !== null);
      return [name, Object.fromEntries(left)];
    }),
  );
}

function isObject(value: unknown): value is Resource {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
