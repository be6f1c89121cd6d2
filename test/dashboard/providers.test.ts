import { setTimeout as pause } from "node:timers/promises";
import type { Drift, Provider } from "@plimsoll/contract";
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { sandboxForTests } from "../support/e2e/sandbox.ts";
import { violationsOn } from "./axe.ts";
import { connectOctopus, goTo, openDashboard, useBrowser } from "./pages.ts";

/** @nolimit Past the second of the last snapshot, so that a later movement surely comes after it. */
const NEXT_SECOND_MS = 2_300;

/** Of the page's own script. */
declare const getComputedStyle: (element: never) => { readonly backgroundColor: string };

describe("a provider on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("is connected, read, inspected where its books differ, and deleted with its wallets", async () => {
    const { api } = server();
    const sandbox = await sandboxForTests();
    const { page, complaints } = await openDashboard(browser(), server(), "/providers");
    await connectOctopus(page, sandbox);
    await page.getByText("Healthy").waitFor();
    await page.getByRole("link", { name: "Wallets 1", exact: true }).click();
    await page.getByRole("table", { name: "Wallets" }).getByText("1,000").waitFor();

    // A movement that no hook reports is found by the next read.
    const [provider] = (await api.get<Provider[]>("/providers")).body;
    if (provider === undefined) throw new Error("no provider was connected");
    await pause(NEXT_SECOND_MS);
    sandbox.debit(1, "241.25", { reference: "MY_ORDER_001" });
    await pause(NEXT_SECOND_MS);
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText("Read 1 wallet, 1 changed, 1 drift.").waitFor();
    await page.getByRole("table", { name: "Wallets" }).getByText("758").waitFor();
    await eventually(async () => {
      const [drift] = (await api.get<Drift[]>(`/providers/${provider.id}/drifts`)).body;
      return drift?.status === "explained" && drift.explained_by.length === 1;
    }, 30_000);
    await page.getByRole("link", { name: "Drifts" }).click();
    const receipt = page.getByRole("region", { name: "Drift", exact: true });
    await receipt.getByText("Found since, 1 movement we had missed").waitFor();
    const lines = receipt.getByRole("table", { name: "Transactions of both sides" });
    const backfilled = lines.getByRole("row").filter({ hasText: "Backfilled" });
    await backfilled.getByText("−241").waitFor();
    await backfilled.getByText("MY_ORDER_001").waitFor();
    await backfilled.getByText("filled in").waitFor();

    // Of two movements the provider's list lacks one, so a part of the difference stays unexplained.
    sandbox.setFaults({ list_missing: { count: 1 } });
    sandbox.debit(1, "1.80", { reference: "UNLISTED" });
    sandbox.debit(1, "3.20", { reference: "MY_ORDER_002" });
    await pause(NEXT_SECOND_MS);
    await page.getByRole("button", { name: "Sync now" }).click();
    // The receipt follows the search of the list, which is no event, without a reload.
    const entries = page.getByRole("navigation", { name: "Drifts" }).getByRole("link");
    await entries.nth(1).waitFor();
    await entries.first().click();
    await receipt.getByRole("heading", { name: /is 1\.80 lower than its events explain/ }).waitFor();
    await page.getByRole("link", { name: "Drifts 1 open" }).waitFor();
    await lines.getByRole("row").filter({ hasText: "MY_ORDER_002" }).getByText("Backfilled").waitFor();
    const unmatched = lines.getByRole("row").filter({ hasText: "No match" });
    await unmatched.getByText("−1").waitFor();
    const ground = (row: Locator) =>
      row
        .getByRole("cell")
        .first()
        .evaluate((cell) => getComputedStyle(cell as never).backgroundColor);
    expect(await ground(unmatched)).not.toBe(await ground(lines.getByRole("row").filter({ hasText: "MY_ORDER_002" })));
    expect((await violationsOn(page)).filter(({ impact }) => impact !== "minor")).toEqual([]);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await receipt.getByRole("button", { name: "Copy for Octopus support" }).click();
    const copied = (await page.evaluate("navigator.clipboard.readText()")) as string;
    expect(copied).toMatch(/Difference: -5\.00, unexplained: -1\.80/);
    expect(copied).toMatch(/In your list, no event received:\n.*MY_ORDER_002 {2}-3\.20 {2}\S+Z {2}your number \d+/);

    for (const nowhere of ["nonsense", "constructor", "settings/nonsense"]) {
      await goTo(page, `/providers/${provider.id}/${nowhere}`);
      await page.getByRole("heading", { name: "This page does not exist." }).waitFor();
      await page.getByRole("link", { name: "The provider’s health" }).click();
      await page.getByRole("heading", { name: "This page does not exist." }).waitFor({ state: "detached" });
    }
    await page.getByRole("link", { name: "Settings", exact: true }).last().click();
    await page.getByRole("button", { name: "Delete provider" }).click();
    const asking = page.getByRole("alertdialog", { name: "Delete Octopus?" });
    await asking.getByRole("textbox", { name: "Type the name to confirm" }).fill("Octopus");
    await asking.getByRole("button", { name: "Delete provider" }).click();
    await page.getByRole("heading", { name: "No providers yet." }).waitFor();
    expect((await api.wallet(1)).status).toBe("closed");
    expect(complaints).toEqual([]);
  });
});
