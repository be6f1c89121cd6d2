import { ROTATION_OVERLAP_MS, type Attempt, type Endpoint } from "@plimsoll/core";
import type { AttemptWithRequest } from "@plimsoll/contract";
import type { ListedDelivery } from "../store/port/deliveries.ts";
import { endingOf, secretOf } from "./resources/webhook-endpoint.ts";
import type { Services } from "./services.ts";

/** @nolimit Characters of a signature that are shown at either end. */
const SHOWN = 4;
const SIGNATURES: ReadonlySet<string> = new Set(["X-Signature", "X-Signature-Previous", "webhook-signature"]);

type Request = AttemptWithRequest["request"];

/**
 * What the attempts of a delivery carried, worked out again: a signature follows from the secret, the payload and the
 * attempt's time, so that none is stored. Those of a secret that was replaced since are left out.
 */
export async function attemptRequests(
  { reads, unseal, signatureHeaders }: Pick<Services, "reads" | "unseal" | "signatureHeaders">,
  { delivery: { accountId, endpointId }, event: { id: eventId, type: eventType } }: ListedDelivery,
): Promise<(attempt: Readonly<Attempt>) => Request> {
  const endpoint = await reads.endpoint(accountId, endpointId);
  const event = await reads.event(accountId, eventId);
  if (!endpoint || !event) return () => null;
  return ({ at }) => {
    const secrets = secretsAt(endpoint, at, unseal);
    const timestamp = Math.floor(at / 1_000);
    const headers = signatureHeaders({ endpointId, eventId, eventType, secrets, body: event.payload, timestamp });
    return {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, SIGNATURES.has(name) ? shortened(value) : value]),
      ),
      secret_ending: secrets[0] === undefined ? null : endingOf(secrets[0]),
    };
  };
}

/** Those that signed at a time, as far as they are still known: none from before the last rotation. */
function secretsAt(endpoint: Readonly<Endpoint>, at: number, unseal: Services["unseal"]): readonly string[] {
  const { accountId, id, previousSecret, previousSecretExpiresAt: until } = endpoint;
  const current = secretOf(endpoint, unseal);
  if (until === null || previousSecret === null) return [current];
  if (at < until - ROTATION_OVERLAP_MS) return [];
  return at < until ? [current, unseal(previousSecret, { accountId, use: "endpoint's secret", id })] : [current];
}

/** "5e1c…a90f", "v1,Zm9v…YmFy v1,…". */
function shortened(signature: string): string {
  const parts = signature.split(" ").map((part) => {
    const [, version = "", value = ""] = /^(v1,)?(.*)$/.exec(part) ?? [];
    return `${version}${value.slice(0, SHOWN)}…${value.slice(-SHOWN)}`;
  });
  return parts.join(" ");
}
