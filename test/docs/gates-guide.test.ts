import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, page, sectionOf } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";
import { runCommands } from "./shell.ts";

const text = page("docs/guides/gates.md");

/** The block of a section's example. */
function example(section: string, language: string): string {
  const found = blocksOf(sectionOf(text, section)).filter((block) => block.language === language);
  if (found.length === 0) throw new Error(`no example of ${language} under ${section}`);
  return found[0]?.text ?? "";
}

function body(section: string): Record<string, unknown> {
  return JSON.parse(example(section, "json")) as Record<string, unknown>;
}

/** The quoted texts in the first column of a section's table whose heading matches a pattern. */
function column(section: string, heading: string): string[] {
  const [, rest = ""] = sectionOf(text, section).split(new RegExp(`^\\| ${heading} .*\\n\\|[-| ]+\\n`, "m"));
  const table = rest.split("\n\n", 1)[0] ?? "";
  return [...table.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
}

describe("the gates guide", () => {
  let server: DocsServer;
  let product: Record<string, unknown>;

  beforeAll(async () => {
    server = await startServer();
    for (const amount of ["5000.00", "10.00"]) {
      const { id } = await server.api("POST", "/wallets", { name: "W", currency: "USD" });
      await server.api("POST", `/wallets/${String(id)}/credits`, { amount });
    }
    product = await server.api("POST", "/products", body("Products and quotes"));
  });
  afterAll(() => server.stop());

  it("places a hold", async () => {
    const printed = await runCommands(server, example("Holds", "console"), {});
    expect(JSON.parse(printed)).toMatchObject({
      wallet_id: 1,
      amount: "120.00",
      status: "open",
      reference: "BOOKING-7",
    });
    const hold = JSON.parse(printed) as { readonly id: string };
    expect(await server.api("POST", `/holds/${hold.id}/release`)).toMatchObject({ status: "released" });
  });

  it("creates a product whose quote has the numbers of the table", async () => {
    expect(product).toMatchObject({ status: "active", discount: "3.5", max_quantity: 100 });
    const asked = { denomination: "50.00", quantity: 5, wallet_id: 1 };
    const quote = await server.api("POST", `/products/${String(product["id"])}/charges`, asked);
    const members = column("Products and quotes", "member +\\| how").filter((name) =>
      /_(?:amount|total|payable)$/.test(name),
    );
    expect(members.length).toBeGreaterThan(5);
    expect(members.filter((name) => !(name in quote))).toEqual([]);
    expect(quote["exact"]).toMatchObject({
      non_discounted_total: "250.00",
      discount_amount: "8.75",
      total_amount: "241.25",
      net_amount: "241.25",
      handling_fee_amount: "0.00",
      total_payable: "241.25",
    });
  });

  it("stores the rate of its example", async () => {
    const [, rate = ""] = /`(\{"from": [^`]+\})`/.exec(sectionOf(text, "FX rates")) ?? [];
    await server.api("PUT", "/fx-rates", JSON.parse(rate));
    expect(await server.api("GET", "/fx-rates")).toMatchObject([{ from: "EUR", to: "USD", rate: "1.0857" }]);
  });

  it("lists the codes of a pre-flight in the order of the checks", async () => {
    const codes = column("Pre-flight", "code");
    expect(codes[0]).toBe("WALLET_CLOSED");
    expect(codes.at(-1)).toBe("OK");
    const { shortfall, code } = await server.api("POST", "/preflight", { wallet_id: 2, amount: "10.01" });
    expect([code, shortfall]).toEqual(["INSUFFICIENT_FUNDS", "0.01"]);
    await server.api("PATCH", "/wallets/2", { status: "frozen" });
    // Frozen, short of money, and for an archived product: the first code of the list is returned.
    const archived = await server.api("POST", "/products", body("Products and quotes"));
    await server.api("PATCH", `/products/${String(archived["id"])}`, { status: "archived" });
    const asked = { wallet_id: 2, product_id: archived["id"], denomination: "50.00", quantity: 1 };
    const denied: unknown[] = [(await server.api("POST", "/preflight", asked))["code"]];
    await server.api("PATCH", "/wallets/2", { status: "active" });
    denied.push((await server.api("POST", "/preflight", asked))["code"]);
    denied.push((await server.api("POST", "/preflight", { ...asked, product_id: product["id"] }))["code"]);
    denied.push((await server.api("POST", "/preflight", { wallet_id: 2, amount: "10.00" }))["code"]);
    const places = denied.map((one) => codes.indexOf(String(one)));
    expect(denied).toEqual(["WALLET_FROZEN", "PRODUCT_ARCHIVED", "INSUFFICIENT_FUNDS", "OK"]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("places its order once, and delivers and ends it as in the table", async () => {
    const order = { ...body("Orders"), product_id: product["id"] };
    expect(body("Orders")["product_id"]).toBe("prod_…");
    const placed = await server.api("POST", "/orders", order);
    expect(placed).toMatchObject({ status: "PENDING", total_payable: "241.25", reference_code: "MY_ORDER_001" });
    expect(await server.api("POST", "/orders", order)).toEqual(placed);
    expect(await server.api("POST", "/orders", { ...order, quantity: 4 })).toMatchObject({
      error: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
    const path = `/orders/${String(placed["id"])}`;
    expect(await server.api("POST", `${path}/deliveries`, { quantity: 2 })).toMatchObject({
      status: "PARTIALLY_DELIVERED",
    });
    expect(await server.api("POST", `${path}/cancel`)).toMatchObject({
      status: "CANCELLED",
      refunded_amount: "144.75",
    });
  });

  it("makes its transfer", async () => {
    expect(await server.api("POST", "/transfers", body("Transfers"))).toMatchObject({
      amount: "1000.00",
      fee: "2.50",
      received: "1000.00",
      reference: "REBALANCE-2026-05",
    });
    expect(await server.api("GET", "/wallets/2")).toMatchObject({ balance: "1010.00" });
  });

  it("names every path of a question", async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { readonly paths: object };
    const named = [...text.matchAll(/`(GET|POST|PUT|PATCH) (\/[^`]+)`/g)].map(([, method = "", path = ""]) => [
      method,
      path,
    ]);
    expect(named.length).toBeGreaterThan(10);
    const known = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace("/api/v1", "").replaceAll(/\{\w+\}/g, "{}")}`,
      ),
    );
    const unknown = named.filter(
      ([method, path]) => !known.includes(`${method} ${path?.replaceAll(/\{\w+\}/g, "{}")}`),
    );
    expect(unknown).toEqual([]);
  });
});
