import type { Provider } from "@plimsoll/core";
import type { Connector } from "./connector.ts";

interface Entry {
  readonly facts: string;
  readonly connector: Promise<Connector>;
}

/**
 * One connection for each provider, while its credentials and settings stay the same: it logs in once and paces all
 * requests.
 */
export class Connections {
  private readonly entries = new Map<string, Entry>();
  private readonly open: (provider: Provider) => Promise<Connector>;

  constructor(open: (provider: Provider) => Promise<Connector>) {
    this.open = open;
  }

  /** Rejects with `ProviderError` when the provider lacks credentials or settings. */
  async of(provider: Provider): Promise<Connector> {
    const facts = JSON.stringify([provider.kind, provider.baseUrl, provider.credentials, provider.settings]);
    const existing = this.entries.get(provider.id);
    if (existing?.facts === facts) return existing.connector;
    const connector = this.open(provider);
    const entry = { facts, connector };
    this.entries.set(provider.id, entry);
    // A connection that could not be opened is tried again by the next caller.
    connector.catch(() => {
      if (this.entries.get(provider.id) === entry) this.entries.delete(provider.id);
    });
    void existing?.connector.then((old) => old.close()).catch(() => undefined);
    return connector;
  }

  async close(): Promise<void> {
    const all = [...this.entries.values()];
    this.entries.clear();
    await Promise.allSettled(all.map(async ({ connector }) => (await connector).close()));
  }
}
