import { openStore } from "@plimsoll/server/store/open";
import { beforeAll, describe, expect, it } from "vitest";
import { newWallet } from "../support/commands.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { openDashboard, useBrowser } from "./pages.ts";

const WALLETS = 10_000;
/** Wallets of one commit. */
const AT_ONCE = 500;
/** @nolimit What the design allows from navigation to a page that can be used. */
const USABLE_MS = 1_000;
/** The tests share their machine's processors, and the budget is a user's. */
const SHARED = 5;

describe("the dashboard with 10,000 wallets", () => {
  const browser = useBrowser();
  let server: Server;

  beforeAll(async () => {
    // Through the store: ten thousand requests would take longer than what is tested.
    const empty = await startServer();
    await empty.stop();
    const store = await openStore({ engine: "sqlite", dataDir: empty.data.dataDir });
    for (let first = 1; first <= WALLETS; first += AT_ONCE) {
      const names = Array.from({ length: AT_ONCE }, (_, index) => `Wallet ${String(first + index).padStart(5, "0")}`);
      await store.commit(
        names.map((name) => newWallet({ name })),
        Date.now(),
      );
    }
    await store.close();
    server = await empty.restart();
  });

  it("is usable soon, keeps few rows in the document, scrolls to the last and filters", async () => {
    const { page } = await openDashboard(browser(), server);
    const table = page.getByRole("table", { name: "Wallets" });
    await table.getByRole("link").first().waitFor();

    // The second visit, when the browser has the files: what the budget is about.
    const began = performance.now();
    await page.goto(server.url);
    await table.getByRole("link").first().waitFor();
    const usable = performance.now() - began;
    expect(await table.getByRole("row").count()).toBeLessThan(80);
    expect(usable).toBeLessThan(SHARED * USABLE_MS);

    const scroller = page.getByRole("region", { name: "Wallets, scrollable" });
    await scroller.focus();
    await page.waitForFunction((rows) => {
      const view = globalThis as unknown as { readonly document: { querySelector(selector: string): Scrolled | null } };
      const list = view.document.querySelector(".table.tall");
      if (list === null) return false;
      list.scrollTop = list.scrollHeight;
      return Number(view.document.querySelector('[aria-label="Wallets"]')?.ariaRowCount) > rows;
    }, WALLETS);
    await page.keyboard.press("End");
    await table.getByRole("link", { name: "Wallet 10000" }).waitFor();
    expect(await table.getByRole("row").count()).toBeLessThan(80);

    const field = page.getByRole("textbox", { name: "Filter wallets" });
    await field.fill("Wallet 0777");
    await table.getByRole("link", { name: "Wallet 07770" }).waitFor();
    expect(await table.getByRole("link").count()).toBe(10);
    await page.context().close();
  });
});

interface Scrolled {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly ariaRowCount: string | null;
}
