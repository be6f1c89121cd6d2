import type { Readable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import type { ErrorEnvelope } from "@plimsoll/contract";
import type { Config } from "../../config.ts";
import { createOutbound } from "../../net/outbound.ts";
import { Deadline } from "../../util/deadline.ts";
import { stopSignal } from "./stop-signal.ts";

/** Where a command that speaks the API finds it. */
export type ApiAccess = Pick<Config, "url" | "key" | "dnsServers">;

interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** After `/api/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: { readonly type: "application/json" | "text/csv"; readonly text: string };
}

/** @limit Process: characters of an error's response that a command shows. */
const MAX_SHOWN = 500;

/**
 * Makes one request to a server's API and passes the body of its response to `use`, unread. A signal to the process ends
 * it. Throws an error in words for people when the response is not a success.
 */
export async function withAnswer<T>(
  access: ApiAccess,
  { method, path, query = {}, body }: ApiRequest,
  use: (body: Readable) => Promise<T>,
): Promise<T> {
  const { url, key, dnsServers } = access;
  if (key === null) throw new Error("an API key is needed: --key or PLIMSOLL_KEY");
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort(new Error("stopped")));
  // The user of the command line may name a host of their own network.
  const outbound = createOutbound({ allowPrivateTargets: true, dnsServers });
  const deadline = new Deadline(null, stopping.signal);
  try {
    const answer = await outbound.request(
      {
        method,
        url: urlOf(url, path, query),
        headers: {
          authorization: `Bearer ${key}`,
          ...(body && { "content-type": body.type }),
        },
        body: body?.text ?? null,
        owner: "cli",
        repeatable: true,
      },
      deadline,
    );
    if (answer.status === 200) return await use(answer.body());
    throw new Error(complaint(answer.status, await textOf(answer.body())));
  } finally {
    deadline.clear();
    outbound.close();
  }
}

function urlOf(url: string, path: string, query: NonNullable<ApiRequest["query"]>): URL {
  const whole = new URL(url);
  whole.pathname = `${whole.pathname.replace(/\/$/, "")}/api/v1${path}`;
  for (const [name, value] of Object.entries(query)) if (value !== undefined) whole.searchParams.set(name, value);
  return whole;
}

function complaint(status: number, text: string): string {
  try {
    const { message, details } = (JSON.parse(text) as ErrorEnvelope).error;
    return [message, ...details.map((detail) => `${detail.field}: ${detail.message}`)].join("\n  ").slice(0, MAX_SHOWN);
  } catch {
    return `the server responded with ${status}: ${text.slice(0, MAX_SHOWN)}`;
  }
}
