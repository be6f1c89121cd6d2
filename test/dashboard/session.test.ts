import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { openDashboard, useBrowser } from "./pages.ts";

describe("a session on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("announces its end, is extended, and after it leads back to the page with what was typed", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00", { name: "Unsaved" });
    const { body: key } = await api.post<{ id: string; key: string }>("/api-keys", { name: "day", scopes: ["write"] });
    const path = `/wallets/${wallet.id}/settings`;
    const { page } = await openDashboard(browser(), server(), path, { key: key.key });
    // As if it had begun almost twelve hours ago.
    await page.route("**/session", async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const response = await route.fetch();
      const session = (await response.json()) as { readonly server_time: string };
      const end = new Date(Date.parse(session.server_time) + 100_000).toISOString();
      return route.fulfill({ response, json: { ...session, expires_at: end } });
    });
    await page.reload();
    await page.getByText(/^Your session ends in \d+ s\./).waitFor();
    await page.unroute("**/session");
    await page.getByRole("button", { name: "Stay signed in" }).click();
    await page.getByText(/^Your session ends in/).waitFor({ state: "detached" });
    const name = page.getByRole("textbox", { name: "Name" });
    await name.fill("Typed and not saved");

    await api.delete(`/api-keys/${key.id}`);
    const field = page.getByLabel("API key");
    // Whatever is requested first is refused: the change, or a list that is read again.
    await page.getByRole("button", { name: "Save wallet" }).or(field).first().click();
    await field.waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.getByLabel("API key").fill(server().data.adminKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("API key").waitFor({ state: "detached" });
    await expect.poll(() => name.inputValue()).toBe("Typed and not saved");
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect((await api.wallet(wallet.id)).name).toBe("Typed and not saved");
  });

  it("and a mistyped address leads to a page that says so and back, after the sign-in where that is missing", async () => {
    const { page, complaints } = await openDashboard(browser(), server(), "/top-ups?tab=open");
    await page.getByRole("heading", { name: "Not found", level: 1 }).waitFor();
    await page.getByText("This page does not exist.").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Overview" }).click();
    await page.waitForURL(`${server().url}/`);
    await page.context().clearCookies();
    await page.goto(`${server().url}/nonsense`);
    await page.getByLabel("API key").fill(server().data.adminKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Not found", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
