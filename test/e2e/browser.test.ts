import type * as Client from "@plimsoll/client";
import { readFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBrowser } from "../support/e2e/browser.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { listen, useServer } from "../support/e2e/fixtures.ts";

const MODULES = fileURLToPath(new URL("../../packages/client/dist/", import.meta.url));

/** The built client, as a page's own script would import it. */
declare const client: typeof Client;
declare const location: { readonly origin: string };

/** A site that serves the client and passes `/api/` on to Plimsoll: for the browser both are one origin. */
async function site(plimsoll: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((incoming, response) => {
    const { url = "/" } = incoming;
    if (url.startsWith("/api/")) pass(plimsoll, incoming, response);
    else void file(url, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

function pass(plimsoll: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = incoming;
  const onward = request(`${plimsoll}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  incoming.pipe(onward);
}

const PAGE = `<!doctype html><title>Shop</title><script type="module">
  import * as client from "/client/index.js";
  globalThis.client = client;
</script>`;

async function file(url: string, response: ServerResponse): Promise<void> {
  const name = /^\/client\/([\w/-]+\.js)$/.exec(url)?.[1];
  if (name === undefined) {
    response.writeHead(url === "/" ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(url === "/" ? PAGE : "");
    return;
  }
  const text = await readFile(join(MODULES, name)).catch(() => null);
  response.writeHead(text === null ? 404 : 200, { "content-type": "text/javascript" });
  response.end(text);
}

describe("the client in a browser", () => {
  const server = useServer();
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const browser = await startBrowser();
    const { url, close } = await site(server().url);
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    await page.waitForFunction(() => "client" in globalThis);
    return close;
  });

  it("quotes and orders, and recognizes an empty wallet, over its page's own origin", async () => {
    const found = await page.evaluate(async (apiKey) => {
      const plimsoll = client.createClient({ baseUrl: location.origin, apiKey });
      const wallet = await plimsoll.wallets.create({ name: "Shop", currency: "USD" });
      await plimsoll.wallets.credit(wallet.id, { amount: "9007199254740993.01" });
      await plimsoll.wallets.debit(wallet.id, { amount: "9007199254740893.01" });
      const product = await plimsoll.products.create({
        name: "Gift card",
        currency: "USD",
        denominations: ["50.00"],
        discount: "3.5",
      });
      const asked = { denomination: "50.00", quantity: 2, wallet_id: wallet.id };
      const quote = await plimsoll.products.quote(product.id, asked);
      const order = { ...asked, product_id: product.id, reference_code: "BROWSER-1" };
      const placed = await plimsoll.placeOrder(order);
      const refused: unknown = await plimsoll
        .placeOrder({ ...order, reference_code: "BROWSER-2" })
        .catch((error: unknown) => error);
      const { available } = await plimsoll.wallets.get(wallet.id);
      return {
        quoted: quote.exact.total_payable,
        paid: placed.total_payable,
        available,
        empty: refused instanceof client.WalletEmptyError && refused.shortfall,
      };
    }, server().data.adminKey);
    expect(found).toEqual({ quoted: "96.50", paid: "96.50", available: "3.50", empty: "93.00" });
  });

  it("verifies a webhook that the server has signed, with the browser's WebCrypto, and refuses a forged one", async () => {
    const { receiver, endpoint } = await listen(server(), { event_types: ["wallet.created"] });
    await server().api.createWallet({ name: "Reported", currency: "USD" });
    const { body, headers } = await eventually(() => receiver.requests[0]);
    const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
    const found = await page.evaluate(
      async ({ text, sent, secret }) => {
        const webhook = { headers: new Headers(sent), secret };
        const event = await client.verifyWebhook({ ...webhook, body: text });
        const forged: unknown = await client
          .verifyWebhook({ ...webhook, body: `${text} ` })
          .catch((error: unknown) => error);
        return { type: event.type, forged: forged instanceof client.WebhookVerificationError && forged.code };
      },
      { text: body, sent: signed, secret: endpoint.secret },
    );
    expect(found).toEqual({ type: "wallet.created", forged: "WRONG_SIGNATURE" });
  });

  it("gets nothing from the server on another origin: a site has to pass requests on", async () => {
    const code = await page.evaluate(
      async ({ baseUrl, apiKey }) => {
        const elsewhere = client.createClient({ baseUrl, apiKey, maxRetries: 0 });
        const error: unknown = await elsewhere.account.get().catch((thrown: unknown) => thrown);
        return error instanceof client.PlimsollError ? error.code : null;
      },
      { baseUrl: server().url, apiKey: server().data.adminKey },
    );
    expect(code).toBe("CONNECTION_FAILED");
  });

  it("logs no errors", () => {
    expect(complaints).toEqual([]);
  });
});
