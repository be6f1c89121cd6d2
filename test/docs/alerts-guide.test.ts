import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { page, sectionOf } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";

interface Row {
  readonly available: string;
  readonly state: string;
  readonly event: boolean;
}

/** The rows of the tables that show a balance's state. */
const tables: Row[][] = sectionOf(page("docs/guides/alerts.md"), "States")
  .split(/^\| available .*\n.*$/m)
  .slice(1)
  .map((text) =>
    [...text.matchAll(/^\| (-?[\d.]+) +\| `(\w+)` +\| (yes|no) +\|$/gm)].map(
      ([, available = "", state = "", event]) => ({ available, state, event: event === "yes" }),
    ),
  );

const SETTINGS = {
  alert_enabled: true,
  critical: { threshold: "0.00", condition: "below" },
  warning: { threshold: "10.00", condition: "below" },
  info: { threshold: "20.00", condition: "below" },
};

describe("the tables of the alerts guide", () => {
  let server: DocsServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  it("exist", () => {
    expect(tables.map((rows) => rows.length)).toEqual([11, 8]);
  });

  it.each([
    ["without a margin", 0, {}],
    ["with a margin of 5.00", 1, { clear_margin: "5.00" }],
  ])("%s", async (_title, table, more) => {
    const rows = tables[table] ?? [];
    const wallet = await server.api("POST", "/wallets", { name: "W", currency: "USD", overdraft_limit: null });
    const path = `/wallets/${String(wallet["id"])}`;
    const reached: Row[] = [];
    let units = 0n;
    let seen = 0;
    for (const { available } of rows) {
      const target = BigInt(available.replace(".", ""));
      const amount = target > units ? target - units : units - target;
      await server.api("POST", `${path}/${target > units ? "credits" : "debits"}`, {
        amount: `${amount / 100n}.${String(amount % 100n).padStart(2, "0")}`,
      });
      units = target;
      // The settings arrive with the first balance: a wallet starts at zero, and the tables do not.
      if (reached.length === 0) await server.api("PATCH", path, { alert_settings: { ...SETTINGS, ...more } });
      const now = await server.api("GET", path);
      const history = (await server.api(
        "GET",
        `/alerts/history?wallet_id=${String(wallet["id"])}`,
      )) as unknown as unknown[];
      reached.push({
        available: String(now["available"]),
        state: String(now["alert_state"]),
        event: history.length > seen,
      });
      seen = history.length;
    }
    expect(reached).toEqual(rows);
  });
});
