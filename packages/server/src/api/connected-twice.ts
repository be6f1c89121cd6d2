import type { ProviderWarning } from "@plimsoll/contract";
import type { Provider } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import type { Sealer } from "../util/sealer.ts";

/** @limit Providers: an account's providers that a new one is compared with. */
const MAX_COMPARED = 1_000;

/** Warns when an earlier provider has the same kind, address and credentials: each of the two would mirror the same wallets. */
export async function connectedTwice(
  reads: Pick<Reads, "providers">,
  unseal: Sealer["unseal"],
  provider: Readonly<Provider>,
): Promise<readonly ProviderWarning[]> {
  const access = accessOf(provider, unseal);
  if (access === null) return [];
  const { rows } = await reads.providers(provider.accountId, { page: 1, limit: MAX_COMPARED, after: "" });
  const same = rows.find((row) => row.id !== provider.id && accessOf(row, unseal) === access);
  if (!same) return [];
  return [
    {
      code: "SAME_ACCOUNT_CONNECTED_TWICE",
      message: `${same.id} (${same.name}) has the same kind, base URL and credentials; its wallets would be mirrored twice`,
      provider_id: same.id,
    },
  ];
}

/** What two connections to one account have in common, as text; null without credentials that this server can open. */
function accessOf(provider: Readonly<Provider>, unseal: Sealer["unseal"]): string | null {
  const { kind, baseUrl } = provider;
  const credentials = credentialsOf(provider, unseal);
  if (credentials === null) return null;
  const ordered = Object.entries(credentials).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const url = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).href : baseUrl;
  return JSON.stringify([kind, url, ordered]);
}

function credentialsOf({ accountId, id, credentials }: Readonly<Provider>, unseal: Sealer["unseal"]): object | null {
  if (credentials === null) return null;
  try {
    return JSON.parse(unseal(credentials, { accountId, use: "provider's credentials", id })) as object;
  } catch {
    // Sealed with an earlier secret key: polls report it, and it cannot be compared.
    return null;
  }
}
