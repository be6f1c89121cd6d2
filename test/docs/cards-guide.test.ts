import { afterAll, beforeAll, expect, it } from "vitest";
import { blocksOf, page, sectionOf } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";
import { runCommands } from "./shell.ts";

const text = page("docs/guides/cards.md");
const [connect, link] = blocksOf(sectionOf(text, "Connecting an issuer")).filter(({ language }) => language === "sh");
const [ask, answer] = blocksOf(sectionOf(text, "Trying it"));

let server: DocsServer;
let gateway: string;
beforeAll(async () => {
  server = await startServer();
  await server.api("POST", "/wallets", { name: "W", currency: "USD" });
  await server.api("POST", "/wallets/1/credits", { amount: "1234.99" });
  const connection = JSON.parse(await run(connect?.text)) as { readonly gateway_url: string };
  gateway = connection.gateway_url;
});
afterAll(() => server.stop());

function run(commands = "false", more: Readonly<Record<string, string>> = {}): Promise<string> {
  return runCommands(server, commands, { HOST: server.url, ...more });
}

it("the cards guide connects an issuer, links a card and gets the responses on the page", async () => {
  expect(JSON.parse(await run(link?.text))).toMatchObject({ wallet_id: 1, expires: "2027-11", status: "active" });
  expect((await run(ask?.text, { GATEWAY: gateway })).trim()).toBe(answer?.text.trim());
});

it("each enquiry code of the cards guide is returned in the case that the table names", async () => {
  const codes = [...sectionOf(text, "Responses").matchAll(/^\| `(\d\d)` \|/gm)].map(([, code]) => code);
  expect(codes).toEqual(["00", "14", "51", "54", "62", "91", "96"]);
  const got = async (body: unknown): Promise<unknown> => {
    const headers = { authorization: "Bearer a-long-random-value" };
    const response = await fetch(server.url + gateway, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
    const reply = (await response.json()) as { responseCode: string; data: { responseCode: string } };
    expect(reply.data.responseCode).toBe(reply.responseCode);
    return reply.responseCode;
  };
  const enquiry = (card: string) => ({ type: "card.balance", data: { object: { _id: card } } });
  await server.api("POST", "/cards", { card_id: "old", wallet_id: 1, expires: "2020-01" });
  await server.api("POST", "/cards", { card_id: "frozen", wallet_id: 1, status: "frozen" });
  const request = {
    type: "authorization.request",
    _id: "e1",
    data: { object: { _id: "a1", card: { _id: "61e02652bdf6466e4ff94921" }, pendingRequest: { amount: 1235 } } },
  };
  expect(await got(enquiry("nobody"))).toBe("14");
  expect(await got(enquiry("old"))).toBe("54");
  expect(await got(enquiry("frozen"))).toBe("62");
  expect(await got(request)).toBe("51");
  expect(await got({ type: "card.unheard_of", _id: "e2" })).toBe("96");
});
