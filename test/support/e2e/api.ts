import type {
  AlertChange,
  Attempt,
  Delivery,
  ErrorEnvelope,
  Feature,
  OpenAlert,
  Provider,
  RejectedHook,
  Transaction,
  Wallet,
  WebhookEndpoint,
} from "@plimsoll/contract";

/** An HTTP response, read to its end. `body` is its JSON; undefined when there is none. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export type Headings = Readonly<Record<string, string>>;
export type Fields = Readonly<Record<string, unknown>>;
export type CreatedEndpoint = WebhookEndpoint & { readonly secret: string };

/**
 * `/api/v1` of one server with one key. The verbs return any response; the named methods throw unless it is a success.
 */
export class Api {
  readonly url: string;
  readonly #key: string | null;

  constructor(url: string, key: string | null) {
    this.url = url;
    this.#key = key;
  }

  /** The same server with another key; null sends none. */
  as(key: string | null): Api {
    return new Api(this.url, key);
  }

  get<T = unknown>(path: string, headers: Headings = {}): Promise<Answer<T>> {
    return this.send<T>("GET", path, undefined, headers);
  }
  post<T = unknown>(path: string, body?: unknown, headers: Headings = {}): Promise<Answer<T>> {
    return this.send<T>("POST", path, body, headers);
  }
  put<T = unknown>(path: string, body?: unknown, headers: Headings = {}): Promise<Answer<T>> {
    return this.send<T>("PUT", path, body, headers);
  }
  patch<T = unknown>(path: string, body?: unknown, headers: Headings = {}): Promise<Answer<T>> {
    return this.send<T>("PATCH", path, body, headers);
  }
  delete<T = unknown>(path: string, headers: Headings = {}): Promise<Answer<T>> {
    return this.send<T>("DELETE", path, undefined, headers);
  }

  /** `path` after `/api/v1`. A string is sent as it is; anything else as JSON. */
  async send<T = unknown>(method: string, path: string, body?: unknown, headers: Headings = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.#key === null ? {} : { authorization: `Bearer ${this.#key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      redirect: "manual",
    });
    return readAnswer<T>(response);
  }

  async createWallet(fields: Fields = {}): Promise<Wallet> {
    return expectStatus(201, await this.post<Wallet>("/wallets", { name: "Prepaid", currency: "USD", ...fields }));
  }
  /** A ledger wallet with a balance. */
  async createFundedWallet(balance: string, fields: Fields = {}): Promise<Wallet> {
    const wallet = await this.createWallet(fields);
    await this.credit(wallet.id, balance);
    return this.wallet(wallet.id);
  }
  async wallet(id: number): Promise<Wallet> {
    return expectStatus(200, await this.get<Wallet>(`/wallets/${id}`));
  }
  async updateWallet(id: number, patch: Fields): Promise<Wallet> {
    return expectStatus(200, await this.patch<Wallet>(`/wallets/${id}`, patch));
  }
  async credit(id: number, amount: unknown, fields: Fields = {}): Promise<Transaction> {
    return expectStatus(201, await this.post<Transaction>(`/wallets/${id}/credits`, { amount, ...fields }));
  }
  async debit(id: number, amount: unknown, fields: Fields = {}): Promise<Transaction> {
    return expectStatus(201, await this.post<Transaction>(`/wallets/${id}/debits`, { amount, ...fields }));
  }
  async transactions(id: number): Promise<Transaction[]> {
    return expectStatus(200, await this.get<Transaction[]>(`/transactions?wallet_id=${id}&limit=1000`));
  }
  async createFeature(alertSettings: unknown = null, fields: Fields = {}): Promise<Feature> {
    const body = { name: "API calls", alert_settings: alertSettings, ...fields };
    return expectStatus(201, await this.post<Feature>("/features", body));
  }
  async updateFeature(id: string, patch: Fields): Promise<Feature> {
    return expectStatus(200, await this.patch<Feature>(`/features/${id}`, patch));
  }
  async createProvider(webhookSecret: string, fields: Fields = {}): Promise<Provider> {
    const body = { kind: "octopus", name: "Octopus Cards", webhook_secret: webhookSecret, ...fields };
    return expectStatus(201, await this.post<Provider>("/providers", body));
  }
  async rejectedHooks(providerId: string): Promise<RejectedHook[]> {
    return expectStatus(200, await this.get<RejectedHook[]>(`/providers/${providerId}/rejected-hooks?limit=1000`));
  }
  async createEndpoint(url: string, fields: Fields = {}): Promise<CreatedEndpoint> {
    return expectStatus(201, await this.post<CreatedEndpoint>("/webhook-endpoints", { url, ...fields }));
  }
  async endpoint(id: string): Promise<WebhookEndpoint> {
    return expectStatus(200, await this.get<WebhookEndpoint>(`/webhook-endpoints/${id}`));
  }
  async updateEndpoint(id: string, patch: Fields): Promise<WebhookEndpoint> {
    return expectStatus(200, await this.patch<WebhookEndpoint>(`/webhook-endpoints/${id}`, patch));
  }
  async deleteEndpoint(id: string): Promise<void> {
    expectStatus(204, await this.delete(`/webhook-endpoints/${id}`));
  }
  /** Newest first. */
  async deliveries(endpointId: string, query = ""): Promise<Delivery[]> {
    return expectStatus(
      200,
      await this.get<Delivery[]>(`/webhook-endpoints/${endpointId}/deliveries?limit=1000${query}`),
    );
  }
  async attempts(deliveryId: string): Promise<Attempt[]> {
    return expectStatus(200, await this.get<Attempt[]>(`/deliveries/${deliveryId}/attempts`));
  }
  async openAlerts(): Promise<OpenAlert[]> {
    return expectStatus(200, await this.get<OpenAlert[]>("/alerts?limit=1000"));
  }
  /** Newest first. */
  async alertHistory(query = ""): Promise<AlertChange[]> {
    return expectStatus(200, await this.get<AlertChange[]>(`/alerts/history?limit=1000${query}`));
  }
}

/** The body of a successful response; throws any other response. */
export function expectStatus<T>(status: number, answer: Answer<T>): T {
  if (answer.status !== status) throw new Error(`expected ${status}, not ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** The error of a refusal; throws for any other response. */
export function errorOf(answer: Answer<unknown>): ErrorEnvelope["error"] {
  const error = (answer.body as Partial<ErrorEnvelope> | undefined)?.error;
  if (!error) throw new Error(`expected an error, not ${answer.status}: ${answer.text}`);
  return error;
}

export async function readAnswer<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : undefined) as T,
  };
}
