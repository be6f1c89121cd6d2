import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { overflowOf, violationsOn } from "./axe.ts";
import { MAX_SHIFT, measure, movedOn, shiftsOf } from "./measures.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare const document: { querySelector(selector: string): { readonly textContent: string } | null };

interface Placed {
  getBoundingClientRect(): Readonly<Record<"left" | "top" | "width" | "height", number>>;
}

/** Each is as long as a test may be. */
const PARTS = Array.from({ length: 4 }, (_, part) => part);
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** The heading of a page that is none, from which every other is a new one. */
const NOWHERE = "Not found";

/** What opens over a page. */
const OVERLAYS = [
  ["/topups", "Announce top-up"],
  ["/settings/routes", "Add route"],
  ["/settings/channels", "Add channel"],
  ["/alerts?tab=silences", "Add silence"],
] as const;

describe("every page", () => {
  const server = useServer();
  const browser = useBrowser();
  const paths: string[] = [];
  let featurePath = "";

  beforeAll(async () => {
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", {
      name: "Gift cards",
      alert_settings: LEVELS,
    });
    const hostile = `<b>Hostile</b> \u202Eabc 🎁 ${"long ".repeat(30)}`;
    await api.createFundedWallet("99.00", { name: hostile });
    const wallet = await api.createFundedWallet("5.00", { name: "Prepaid", feature_ids: [feature.id] });
    const endpoint = await api.createEndpoint("https://acme.example/hooks");
    const long = await api.createEndpoint(`https://acme.example/${"long-".repeat(300)}?q=\u202Eabc`);
    const provider = await api.createProvider("octopus-shared-secret");
    await api.post("/topups", { wallet_id: wallet.id, amount: "1500.00" }, { "Idempotency-Key": "announced" });
    featurePath = `/features/${feature.id}`;
    paths.push("/", `/wallets/${wallet.id}`, `/wallets/${wallet.id}/settings`, "/features", featurePath);
    paths.push("/alerts", "/alerts?tab=history", "/topups", "/orders", "/cards", "/products", "/providers");
    paths.push(
      "/webhooks",
      "/webhooks/deliveries",
      "/settings/keys",
      "/settings/account",
      "/settings/audit",
      "/wallets/999",
      "/more",
    );
    paths.push("/topups/plan", `/wallets/${wallet.id}/spend`, `/wallets/${wallet.id}/topups`, "/settings/currencies");
    paths.push(`/providers/${provider.id}`, `/providers/${provider.id}/inbound`, `/providers/${provider.id}/settings`);
    paths.push("/providers/campaigns", `/webhooks/${endpoint.id}`, `/webhooks/${long.id}`, "/webhooks/events");
    const config = { webhook_url: "https://hooks.slack.com/services/T000/B000/XXXX" };
    const { body: channel } = await api.post<{ id: string }>("/channels", { kind: "slack", name: hostile, config });
    await api.patch("/routes/route_page", { channel_ids: [channel.id] });
    await api.post("/silences", { filter: {}, ends_at: new Date(Date.now() + 9e8).toISOString(), reason: hostile });
    await api.updateWallet(wallet.id, { alert_settings: LEVELS });
    const [alert] = await api.openAlerts();
    paths.push("/alerts?tab=silences", `/alerts/episodes/${alert?.episode_id ?? ""}`, "/settings/channels");
    paths.push(
      `/settings/channels?c=${channel.id}`,
      `/settings/routes?wallet=${wallet.id}`,
      `/wallets/${wallet.id}/alerts`,
      `/wallets/${wallet.id}/transactions?kind=-order`,
      "/settings/defaults",
      "/?state=-in_alarm&currency=USD",
      "/alerts?state=in_alarm&ack=no",
    );
    const denominations = { currency: "USD", denominations: ["2.00"] };
    const { body: product } = await api.post<{ id: string }>("/products", { name: hostile, ...denominations });
    await api.credit(wallet.id, "50.00");
    const order = { wallet_id: wallet.id, product_id: product.id, denomination: "2.00", quantity: 1 };
    const { body: placed } = await api.post<{ id: number }>("/orders", {
      ...order,
      reference_code: hostile.slice(0, 40),
    });
    await api.post("/cards", { card_id: "card_1", wallet_id: wallet.id });
    const delivery = await eventually(async () => (await api.get<{ id: string }[]>("/deliveries")).body[0]);
    paths.push(
      `/products/${product.id}`,
      `/orders/${placed.id}`,
      "/cards/card_1",
      `/webhooks/deliveries?d=${delivery.id}`,
    );
  });

  async function seriousOn(page: Page): Promise<string[]> {
    return (await violationsOn(page))
      .filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }

  const ofPart = <T>(all: readonly T[], part: number) => all.filter((_, index) => index % PARTS.length === part);

  /** All of it: nothing is being loaded, and it is not the page before. */
  async function settled(page: Page): Promise<void> {
    await page.waitForFunction((nowhere) => {
      const heading = document.querySelector("h1");
      return (
        heading !== null &&
        heading.textContent !== nowhere &&
        document.querySelector("[aria-label=Loading], [data-arriving]") === null
      );
    }, NOWHERE);
  }

  it.each(PARTS)("stays in place while it is loaded, and is no wider than its window, part %i", async (part) => {
    const { page, complaints } = await openDashboard(browser(), server(), "/", WIDE);
    const problems: object[] = [];
    for (const path of ofPart(paths, part)) {
      await page.goto(server().url + path);
      await settled(page);
      // The browser keeps the shifts since the navigation.
      await measure(page);
      const [overflow, shifted] = [await overflowOf(page), await shiftsOf(page)];
      if (overflow > 0 || shifted > MAX_SHIFT) problems.push({ path, overflow, shifted, moved: await movedOn(page) });
    }
    expect(problems).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("shows the chosen tab on a phone, and covers no checkbox", async () => {
    const { page } = await openDashboard(browser(), server(), "/", PHONE);
    const chosen = page.locator(".tabs [aria-current]");
    const place = async () => {
      const box = await chosen.last().boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= PHONE.width;
    };
    const wallet = paths.find((path) => /^\/wallets\/\d+\/settings$/.test(path)) ?? "";
    for (const path of ["/settings/audit", "/settings/account", wallet]) {
      await goTo(page, path);
      await settled(page);
      await expect.poll(place, { message: path }).toBe(true);
    }
    // Back at the first, it is scrolled back.
    await page.goBack();
    await page.goBack();
    await expect.poll(place).toBe(true);
    await goTo(page, "/webhooks/deliveries");
    const box = page.locator("td input[type=checkbox]").first();
    await box.waitFor();
    const covered = await box.evaluate((input) => {
      const view = globalThis as unknown as {
        readonly document: { elementFromPoint(x: number, y: number): unknown };
      };
      const { left, top, width, height } = (input as unknown as Placed).getBoundingClientRect();
      const edges = [left + 2, left + width / 2, left + width - 2];
      return edges.filter((x) => view.document.elementFromPoint(x, top + height / 2) !== input).length;
    });
    expect(covered).toBe(0);
  });

  it("keeps a name of 200 letters inside its dialog and, on a phone, in a few lines of its drawer", async () => {
    const { api } = server();
    const name = "W".repeat(200);
    await api.post("/features", { name });
    const product = { name, currency: "USD", denominations: ["2.00"] };
    const { body } = await api.post<{ id: string }>("/products", product);
    const { page } = await openDashboard(browser(), server(), "/settings/routes", WIDE);
    await page.getByRole("button", { name: "Add route" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add route" });
    const select = dialog.getByRole("combobox", { name: "Add feature" });
    await select.waitFor();
    const [outer, inner] = [await dialog.boundingBox(), await select.boundingBox()];
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThan((outer?.x ?? 0) + (outer?.width ?? 0));
    await page.keyboard.press("Escape");
    await page.setViewportSize(PHONE);
    await goTo(page, `/products/${body.id}`);
    const head = page.getByRole("complementary", { name: "Product" }).getByRole("heading", { name });
    await head.waitFor();
    expect((await head.boundingBox())?.height).toBeLessThanOrEqual(3 * 22);
  });

  // The program stays loaded, and a page is checked twice: most of the time of a visit is the load.
  it.each(PARTS)(
    "stays in place on a phone, and passes axe there in the dark and on a desk in the light, part %i",
    async (part) => {
      const { page, complaints } = await openDashboard(browser(), server(), "/", { ...PHONE, dark: true });
      await measure(page);
      const problems: object[] = [];
      const check = async (where: string): Promise<void> => {
        const [found, overflow] = [await seriousOn(page), await overflowOf(page)];
        // Sideways the tables scroll, the page does not.
        if (found.length > 0 || overflow > 0) problems.push({ where, found, overflow });
      };
      const look = async (size: typeof PHONE, colorScheme: "light" | "dark"): Promise<void> => {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
      };
      const visit = async (path: string): Promise<void> => {
        await goTo(page, "/nowhere");
        await page.getByRole("heading", { name: NOWHERE, level: 1 }).waitFor();
        await goTo(page, path);
        await settled(page);
      };
      const bothLooks = async (where: string): Promise<void> => {
        await check(`${where} on a phone`);
        await look(WIDE, "light");
        await check(`${where} on a desk`);
      };
      for (const path of ofPart(paths, part)) {
        const before = await shiftsOf(page);
        await visit(path);
        const shifted = (await shiftsOf(page)) - before;
        if (shifted > MAX_SHIFT) problems.push({ path, shifted });
        await bothLooks(path);
        await look(PHONE, "dark");
      }
      if (part === 0) {
        await visit(featurePath);
        await page.getByRole("button", { name: "More actions" }).click();
        await page.getByRole("menuitem", { name: "Alert Settings" }).click();
        await page.getByRole("dialog", { name: "Feature Alert Settings" }).waitFor();
        await bothLooks("the dialog");
        await page.keyboard.press("Escape");
        await look(PHONE, "dark");
      }
      for (const [path, opener] of ofPart(OVERLAYS, part)) {
        await visit(path);
        await page.getByRole("button", { name: opener }).first().click();
        await page.getByRole("dialog", { name: opener }).waitFor();
        await bothLooks(opener);
        await page.keyboard.press("Escape");
        await look(PHONE, "dark");
      }
      expect(problems).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});
