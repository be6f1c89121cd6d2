import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Resources } from "./resources.ts";
import type { Server } from "./server.ts";
import { ascending, percentile } from "./stats.ts";

const RATE_LIMIT = 1_000;
/** A webhook that is still missing after this is an error. */
const PATIENCE_MS = 30_000;

interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

/** One debit after the other, each awaited with its webhook: milliseconds. */
export interface Quiet {
  readonly debit: Latencies;
  readonly webhook: Latencies;
  readonly count: number;
}

/** An account with one wallet and one endpoint, which debits now and then. */
export class QuietAccount {
  readonly #server: Server;
  readonly #key: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Expected webhooks, by the debit's sequence. */
  readonly #awaited = new Map<number, (at: number) => void>();
  /** Webhooks that came before the debit's own response. */
  readonly #early = new Map<number, number>();
  #path = "";

  constructor(server: Server, key: string) {
    this.#server = server;
    this.#key = key;
  }

  async open(resources: Resources): Promise<void> {
    const receiver = createServer({ keepAliveTimeout: 65_000 }, (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const at = performance.now();
        response.writeHead(200, { "content-length": 2 });
        response.end("ok");
        const { sequence } = (JSON.parse(Buffer.concat(chunks).toString()) as { data: { sequence: number } }).data;
        const awaited = this.#awaited.get(sequence);
        if (awaited) awaited(at);
        else this.#early.set(sequence, at);
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    resources.defer(() => {
      receiver.closeAllConnections();
      receiver.close();
      this.#agent.destroy();
    });
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const { id } = await this.#post<{ id: number }>("/api/v1/wallets", {
      name: "quiet",
      currency: "USD",
      overdraft_limit: null,
    });
    this.#path = `/api/v1/wallets/${id}/debits`;
    const limits = { rate_limit_per_second: RATE_LIMIT };
    await this.#post("/api/v1/webhook-endpoints", { url, event_types: ["wallet.debited"], ...limits });
  }

  async measure(seconds: number, least = 20): Promise<Quiet> {
    const debits: number[] = [];
    const webhooks: number[] = [];
    const until = performance.now() + seconds * 1_000;
    while (performance.now() < until || debits.length < least) {
      const startedAt = performance.now();
      const { sequence } = await this.#post<{ sequence: number }>(this.#path, { amount: "0.01" });
      debits.push(performance.now() - startedAt);
      webhooks.push((await this.#arrival(sequence)) - startedAt);
    }
    return { debit: latencies(debits), webhook: latencies(webhooks), count: debits.length };
  }

  #arrival(sequence: number): Promise<number> {
    const at = this.#early.get(sequence);
    if (this.#early.delete(sequence) && at !== undefined) return Promise.resolve(at);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no webhook of debit ${sequence}`)), PATIENCE_MS);
      this.#awaited.set(sequence, (arrivedAt) => {
        clearTimeout(late);
        this.#awaited.delete(sequence);
        resolve(arrivedAt);
      });
    });
  }

  #post<T>(path: string, value: unknown): Promise<T> {
    const body = JSON.stringify(value);
    const headers = {
      authorization: `Bearer ${this.#key}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const { port } = this.#server;
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method: "POST", path, agent: this.#agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 201) resolve(JSON.parse(text) as T);
          else reject(new Error(`POST ${path}: ${answer.statusCode} ${text}`));
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function latencies(values: readonly number[]): Latencies {
  const sorted = ascending(values);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}
