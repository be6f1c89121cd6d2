import { ENDPOINT_DEFAULTS } from "@plimsoll/contract";
import type { Outbound } from "../../net/outbound.ts";
import { createSender, type SendOutcome } from "../../outbound/signed-webhook/sender.ts";
import { signatureHeaders } from "../../outbound/signed-webhook/signing.ts";

/** As an endpoint's id in the headers. */
const ENDPOINT_ID = "ep_listen";

export interface LocalEvent {
  readonly id: string;
  readonly type: string;
  readonly payload: string;
}

/** Delivers events to a URL that a person names, as the server delivers them to an endpoint: signed, with its headers. */
export class LocalReceiver {
  readonly url: string;
  readonly secret: string;
  readonly #sender: ReturnType<typeof createSender>;

  /** Throws when the URL is neither http nor https. */
  constructor(flag: string, url: string, secret: string, outbound: Pick<Outbound, "request">) {
    const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
    if (protocol !== "http:" && protocol !== "https:")
      throw new Error(`${flag} must be an http or https URL, not "${url}"`);
    this.url = url;
    this.secret = secret;
    this.#sender = createSender(outbound);
  }

  /** One attempt. Never rejects; with the signal its error is `aborted`. */
  send({ id, type, payload }: LocalEvent, signal: AbortSignal): Promise<SendOutcome> {
    const timestamp = Math.floor(Date.now() / 1_000);
    const signed = {
      endpointId: ENDPOINT_ID,
      eventId: id,
      eventType: type,
      secrets: [this.secret],
      body: payload,
      timestamp,
    };
    const headers = signatureHeaders(signed);
    const timeoutMs = ENDPOINT_DEFAULTS.timeout_ms;
    return this.#sender.send({ url: this.url, headers, body: payload, owner: "cli", timeoutMs }, signal);
  }
}
