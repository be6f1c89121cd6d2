import type { Channel, Feature, Wallet, WebhookEndpoint } from "@plimsoll/contract";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { connectOctopus, useServer } from "../support/e2e/fixtures.ts";
import { leave, openDashboard, useBrowser } from "./pages.ts";

/** One form of something that exists, on the page of one person. */
interface Form {
  readonly path: string;
  readonly open: (page: Page) => Promise<Locator>;
  /** Two fields, and what they begin with. */
  readonly fields: readonly (readonly [label: string, value: string])[];
  readonly save: string;
  /** What is stored in the two. */
  readonly stored: () => Promise<readonly string[]>;
}

describe("two people who edit the same", () => {
  const server = useServer({ args: ["--allow-private-targets"] });
  const browser = useBrowser();

  async function feature(): Promise<Form> {
    const { id } = await server().api.createFeature(null, { name: "Shared", type: "metered" });
    const path = `/features/${id}`;
    return {
      path,
      open: async (page) => {
        await page.getByRole("button", { name: "More actions" }).click();
        await page.getByRole("menuitem", { name: "Edit feature" }).click();
        return page.getByRole("dialog", { name: "Edit feature" });
      },
      fields: [
        ["Name", "Shared"],
        ["Type", "metered"],
      ],
      save: "Save",
      stored: async () => {
        const { name, type } = (await server().api.get<Feature>(path)).body;
        return [name, type];
      },
    };
  }

  async function channel(): Promise<Form> {
    const body = {
      kind: "email",
      name: "Shared",
      config: { smtp_url: "smtp://127.0.0.1:9", from: "a@acme.example", to: ["b@acme.example"] },
    };
    const { id } = expectStatus(201, await server().api.post<Channel>("/channels", body));
    return {
      path: "/settings/channels",
      open: async (page) => {
        await page
          .getByRole("row", { name: /Shared/ })
          .getByRole("button", { name: "Change" })
          .click();
        return page.getByRole("dialog", { name: "Change Shared" });
      },
      fields: [
        ["Name", "Shared"],
        ["From", "a@acme.example"],
      ],
      save: "Save channel",
      stored: async () => {
        const { name, config } = (await server().api.get<Channel>(`/channels/${id}`)).body;
        return [name, String(config["from"])];
      },
    };
  }

  async function endpoint(): Promise<Form> {
    const { id } = await server().api.createEndpoint("http://127.0.0.1:9/a", { description: "Books" });
    return {
      path: `/webhooks/${id}`,
      open: async (page) => {
        await page.getByRole("button", { name: "Change endpoint" }).click();
        return page.getByRole("dialog", { name: "Change endpoint" });
      },
      fields: [
        ["What it is for", "Books"],
        ["URL", "http://127.0.0.1:9/a"],
      ],
      save: "Save endpoint",
      stored: async () => {
        const { description, url } = (await server().api.get<WebhookEndpoint>(`/webhook-endpoints/${id}`)).body;
        return [description ?? "", url];
      },
    };
  }

  it.each([
    ["feature", feature],
    ["channel", channel],
    ["endpoint", endpoint],
  ])("%s: the second sees both versions, takes the first one's, and then saves their own", async (_name, make) => {
    const { path, open, fields, save, stored } = await make();
    const [[one, first] = ["", ""], [other, second] = ["", ""]] = fields;
    const earlier = await openDashboard(browser(), server(), path);
    const later = await openDashboard(browser(), server(), path);
    const theirs = await open(earlier.page);
    const mine = await open(later.page);
    await expect.poll(() => mine.getByRole("textbox", { name: other }).inputValue()).toBe(second);

    const field = (dialog: Locator, label: string) => dialog.getByRole("textbox", { name: label, exact: true });
    await field(theirs, one).fill(`${first} of mine`);
    await theirs.getByRole("button", { name: save, exact: true }).click();
    await theirs.waitFor({ state: "detached" });
    expect(await stored()).toEqual([`${first} of mine`, second]);

    await field(mine, other).fill(`${second}.later`);
    await mine.getByRole("button", { name: save, exact: true }).click();
    const both = mine.getByRole("table", { name: "Both versions" });
    await both.getByRole("row", { name: `${one} ${first} of mine ${first}`, exact: true }).waitFor();
    await both.getByRole("row", { name: `${other} ${second} ${second}.later`, exact: true }).waitFor();
    await expect
      .poll(() => both.locator("b").allTextContents())
      .toEqual(expect.arrayContaining([first, `${second}.later`]));
    await expect.poll(() => both.locator("b").count()).toBe(2);
    expect(await stored()).toEqual([`${first} of mine`, second]);

    // On a phone both versions are still beside each other, with their heads, in a dialog as wide as the page.
    await later.page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(async () => (await mine.boundingBox())?.width).toBe(390);
    const heads = await both.getByRole("columnheader").all();
    const places = await Promise.all(heads.map(async (head) => head.boundingBox()));
    expect(places.every((place) => place !== null && place.width > 40 && place.x + place.width <= 390)).toBe(true);
    await later.page.setViewportSize({ width: 1440, height: 900 });

    await mine.getByRole("button", { name: "Take theirs" }).click();
    await both.waitFor({ state: "detached" });
    await expect.poll(() => field(mine, one).inputValue()).toBe(`${first} of mine`);
    await expect.poll(() => field(mine, other).inputValue()).toBe(second);
    await mine.locator("form :is(input, select):focus").waitFor();
    await field(mine, other).fill(`${second}.again`);
    // Someone saves once more.
    const once = await open(earlier.page);
    await field(once, other).fill(`${second}.third`);
    await once.getByRole("button", { name: save, exact: true }).click();
    await once.waitFor({ state: "detached" });
    await mine.getByRole("button", { name: save, exact: true }).click();
    await both.waitFor();
    await mine.getByRole("button", { name: "Save mine" }).click();
    await mine.waitFor({ state: "detached" });
    expect(await stored()).toEqual([`${first} of mine`, `${second}.again`]);
    expect([...earlier.complaints, ...later.complaints]).toEqual([]);
    await leave(earlier.page);
    await leave(later.page);
  });

  it("one who saves between the other's reading and writing is not overwritten", async () => {
    const { path, open, save, stored } = await feature();
    const { page } = await openDashboard(browser(), server(), path);
    const dialog = await open(page);
    const tags: (string | undefined)[] = [];
    await page.route("**/api/v1/features/*", async (route) => {
      const request = route.request();
      if (request.method() === "PATCH" && tags.push(request.headers()["if-match"]) === 1) {
        await server().api.patch(path, { name: "In between" });
      }
      await route.continue();
    });
    await dialog.getByRole("textbox", { name: "Type" }).fill("seats");
    await dialog.getByRole("button", { name: save, exact: true }).click();
    await dialog.getByRole("row", { name: "Name In between Shared" }).waitFor();
    expect(await stored()).toEqual(["In between", "metered"]);
    await dialog.getByRole("button", { name: "Save mine" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await stored()).toEqual(["Shared", "seats"]);
    expect(new Set(tags).size).toBe(2);
    expect(tags.every((tag) => tag?.startsWith('"'))).toBe(true);
  });

  it("other settings of the same wallet do not meet, nothing typed is lost, and what is not typed follows", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("50.00", { name: "Shared" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/settings`);
    const name = page.getByRole("textbox", { name: "Name" });
    await expect.poll(() => name.inputValue()).toBe("Shared");
    const saved = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith(`/wallets/${wallet.id}`));
    await api.updateWallet(wallet.id, { name: "Theirs" });
    // An event, after which the page reads the wallet again.
    await api.debit(wallet.id, "1.00");
    await saved;
    await expect.poll(() => name.inputValue()).toBe("Theirs");

    await name.fill("Mine");
    await api.updateWallet(wallet.id, { metadata: { team: "ops" }, status: "frozen" });
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    const stored = (await api.get<Wallet>(`/wallets/${wallet.id}`)).body;
    expect(stored).toMatchObject({ name: "Mine", status: "frozen", metadata: { team: "ops" } });

    await name.fill("Mine again");
    const seen = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith(`/wallets/${wallet.id}`));
    await api.updateWallet(wallet.id, { name: "Theirs again", status: "active" });
    await api.credit(wallet.id, "1.00");
    await seen;
    await page.getByRole("heading", { name: "Theirs again", level: 1 }).waitFor();
    await expect.poll(() => name.inputValue()).toBe("Mine again");
    await page.getByRole("button", { name: "Save wallet" }).click();
    const both = page.getByRole("table", { name: "Both versions" });
    await both.getByRole("row", { name: "Name Theirs again Mine again" }).waitFor();
    await page.getByRole("button", { name: "Take theirs" }).click();
    await expect.poll(() => name.inputValue()).toBe("Theirs again");
    await name.and(page.locator(":focus")).waitFor();
    await page.getByRole("button", { name: "Save wallet" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("the digest and the account: what someone else has made or changed meanwhile is shown first", async () => {
    const { api } = server();
    const config = { webhook_url: "http://127.0.0.1:9/a" };
    const { id } = expectStatus(201, await api.post<Channel>("/channels", { kind: "slack", name: "Duty", config }));
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/routes");
    const digest = page.getByRole("region", { name: "Digest" });
    await digest.getByRole("textbox", { name: "At", exact: true }).fill("08:00");
    await digest.getByRole("combobox", { name: "Add channel to the digest" }).selectOption(id);
    const put = { channel_ids: [id], at: "07:00", timezone: "UTC", days: ["mon"] };
    expectStatus(200, await api.put("/digest", put));
    await digest.getByRole("button", { name: "Save digest" }).click();
    await digest.getByRole("row", { name: /^At 07:00 08:00/ }).waitFor();
    await digest.getByRole("button", { name: "Save mine" }).click();
    await page.getByText("The digest is saved.").waitFor();
    expect((await api.get<{ at: string }>("/digest")).body.at).toBe("08:00");

    await page.getByRole("link", { name: "Account" }).click();
    const days = page.getByRole("textbox", { name: "Business days that a wire takes" });
    await days.fill("3");
    expectStatus(200, await api.patch("/account", { cutoff: "12:00" }));
    await page.getByRole("button", { name: "Save account" }).click();
    await page.getByRole("row", { name: "Cut-off 12:00 none" }).waitFor();
    await page.getByRole("button", { name: "Take theirs" }).click();
    await days.fill("4");
    await page.getByRole("button", { name: "Save account" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect((await api.get("/account")).body).toMatchObject({ cutoff: "12:00", lead_time_business_days: 4 });
    expect(complaints).toEqual([]);
  });

  it.each([
    ["delete", "Delete endpoint", "Delete", 404],
    ["disable", "Disable endpoint", "Disable", 200],
  ])(
    "to %s is done to what the question shows, not to what someone has made of it meanwhile",
    async (_what, go, verb, end) => {
      const { api } = server();
      const { id } = await api.createEndpoint("http://127.0.0.1:9/mine", { description: "Books" });
      const path = `/webhook-endpoints/${id}`;
      const { page, complaints } = await openDashboard(browser(), server(), `/webhooks/${id}`);
      const read = page.waitForResponse((answer) => answer.url().endsWith(`/api/v1${path}`));
      await page.getByRole("button", { name: go }).click();
      await read;
      const first = page.getByRole("alertdialog", { name: `${verb} http://127.0.0.1:9/mine?` });
      await first.waitFor();
      expectStatus(200, await api.patch(path, { url: "http://127.0.0.1:9/theirs" }));

      const name = page.getByRole("textbox", { name: "Type the name to confirm" });
      if (verb === "Delete") await name.fill("http://127.0.0.1:9/mine");
      await first.getByRole("button", { name: go }).click();
      const again = page.getByRole("alertdialog", { name: `${verb} http://127.0.0.1:9/theirs?` });
      await again.getByText("Someone else has changed it meanwhile.").waitFor();
      await page.getByText("http://127.0.0.1:9/theirs", { exact: true }).first().waitFor();
      expect((await api.get(path)).body).toMatchObject({ status: "enabled", url: "http://127.0.0.1:9/theirs" });

      if (verb === "Delete") await name.fill("http://127.0.0.1:9/theirs");
      await again.getByRole("button", { name: go }).click();
      await again.waitFor({ state: "detached" });
      await expect.poll(async () => (await api.get(path)).status).toBe(end);
      if (verb === "Disable") expect((await api.get(path)).body).toMatchObject({ status: "disabled" });
      expect(complaints).toEqual([]);
    },
  );

  it("what someone has changed before the question was asked is shown before anything is done", async () => {
    const { api } = server();
    const { id } = await api.createFeature(null, { name: "Shared" });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${id}`);
    await page.getByRole("heading", { name: "Shared", level: 1 }).waitFor();
    expectStatus(200, await api.patch(`/features/${id}`, { name: "Theirs" }));
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete feature" }).click();
    await page.getByRole("alertdialog", { name: "Delete feature “Theirs”?" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    [
      "a wallet is frozen",
      async () => `/wallets/${(await server().api.createFundedWallet("5.00")).id}`,
      (path: string) => `${path}/settings`,
      { status: "frozen" },
      "Freeze wallet",
      "It is frozen already.",
    ],
    [
      "an endpoint is disabled",
      async () => `/webhook-endpoints/${(await server().api.createEndpoint("http://127.0.0.1:9/twice")).id}`,
      (path: string) => path.replace("/webhook-endpoints", "/webhooks"),
      { status: "disabled" },
      "Disable endpoint",
      "It is disabled already.",
    ],
    [
      "an endpoint is deleted",
      async () => `/webhook-endpoints/${(await server().api.createEndpoint("http://127.0.0.1:9/gone")).id}`,
      (path: string) => path.replace("/webhook-endpoints", "/webhooks"),
      null,
      "Disable endpoint",
      "It does not exist any more.",
    ],
  ])("where %s meanwhile, its question says so and asks nothing", async (_what, make, pageOf, change, go, said) => {
    const { api } = server();
    const path = await make();
    const { page, complaints } = await openDashboard(browser(), server(), pageOf(path));
    const read = page.waitForResponse((answer) => answer.url().endsWith(`/api/v1${path}`));
    await page.getByRole("button", { name: go }).click();
    await read;
    const question = page.getByRole("alertdialog");
    await question.getByRole("button", { name: go }).waitFor();
    expect((await (change === null ? api.delete(path) : api.patch(path, change))).status).toBeLessThan(300);
    await question.getByRole("button", { name: go }).click();
    await question.getByText(said).waitFor();
    await question.getByText("It was changed meanwhile: nothing is left to do.").waitFor();
    await expect.poll(() => question.getByRole("button").allTextContents()).toEqual(["Close"]);
    await question.getByRole("button", { name: "Close" }).and(page.locator(":focus")).click();
    await question.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it.each([
    [
      "wallet",
      async () => `/wallets/${(await server().api.createFundedWallet("5.00")).id}`,
      "/settings",
      "Freeze wallet",
    ],
    [
      "provider",
      async () => `/providers/${(await connectOctopus(server())).provider.id}`,
      "/settings",
      "Pause reading",
    ],
  ])("a %s: the question sends the tag of what it shows", async (_name, make, tab, go) => {
    const path = await make();
    const { page, complaints } = await openDashboard(browser(), server(), `${path}${tab}`);
    const { headers } = await fetch(`${server().url}/api/v1${path}`, {
      headers: { Authorization: `Bearer ${server().data.adminKey}` },
    });
    await page.getByRole("button", { name: go }).click();
    const sent = page.waitForRequest((request) => request.method() === "PATCH");
    await page.getByRole("alertdialog").getByRole("button", { name: go }).click();
    expect((await sent).headers()["if-match"]).toBe(headers.get("ETag"));
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });
});
