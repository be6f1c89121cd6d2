import { type Handler } from "../command.ts";
import { accepted, type Outcome } from "../outcome.ts";
import type { Provider } from "../model/provider.ts";

/** Secrets arrive sealed. */
export interface CreateProvider {
  readonly type: "create_provider";
  readonly accountId: number;
  readonly kind: string;
  readonly name: string;
  readonly baseUrl: string | null;
  readonly credentials: string | null;
  readonly webhookSecret: string | null;
  readonly cadence: string | null;
}

export const createProvider: Handler<CreateProvider, { readonly provider: Provider }> = {
  lookups: () => [],
  apply: (draft, command): Outcome<{ provider: Provider }> => {
    const provider = draft.insert("providers", {
      accountId: command.accountId,
      id: draft.newId("prov"),
      kind: command.kind,
      name: command.name,
      baseUrl: command.baseUrl,
      credentials: command.credentials,
      webhookSecret: command.webhookSecret,
      cadence: command.cadence,
      mode: "webhook",
      status: "active",
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ provider });
  },
};
