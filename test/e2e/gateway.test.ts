import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CardIssuer } from "../support/e2e/card-issuer.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { startServer } from "../support/e2e/server.ts";

const ENQUIRY = await readFile(fileURLToPath(new URL("../support/e2e/card-balance.json", import.meta.url)), "utf8");
const CARD = "61e02652bdf6466e4ff94921";

describeEngines("a balance enquiry", (engine) => {
  const server = useServer({ engine });

  it("as issuers document it gets whole major units, in both documented places", async () => {
    const issuer = await CardIssuer.connect(server());
    const wallet = await server().api.createFundedWallet("1234.99", { currency: "NGN" });
    await issuer.card(CARD, wallet.id);
    const answer = await issuer.send(ENQUIRY);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"statusCode":200,"responseCode":"00","data":{"responseCode":"00","balance":1234}}');
  });

  it("follows every movement and hold at once, and is exact beyond a double's precision", async () => {
    const issuer = await CardIssuer.connect(server());
    const { api } = server();
    const wallet = await api.createFundedWallet("90071992547409.93", { overdraft_limit: null });
    await issuer.card("card-exact", wallet.id);
    expect((await issuer.balance("card-exact")).text).toContain('"balance":90071992547409}');
    await api.debit(wallet.id, "90071992547409.00");
    expect((await issuer.balance("card-exact")).text).toContain('"balance":0}');
    await api.debit(wallet.id, "1.00");
    expect((await issuer.balance("card-exact")).text).toContain('"balance":-1}');
    await api.credit(wallet.id, "100.07");
    await api.post("/holds", { wallet_id: wallet.id, amount: "40.00", expires_in: 60 });
    expect((await issuer.balance("card-exact")).text).toContain('"balance":60}');
    const credits = await api.createFundedWallet("9223372036.854775807", { asset_scale: 9 });
    await issuer.card("card-credits", credits.id);
    expect((await issuer.balance("card-credits")).text).toContain('"balance":9223372036}');
  });

  it("of an unusable card is refused with the reason's code", async () => {
    const issuer = await CardIssuer.connect(server());
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00");
    await issuer.card("card-states", wallet.id);
    const code = async () => {
      const { status, body } = await issuer.balance("card-states");
      expect(status).toBe(200);
      expect(body.data?.responseCode).toBe(body.responseCode);
      if (body.responseCode !== "00") expect(body.data?.balance).toBeUndefined();
      return body.responseCode;
    };
    expect((await issuer.balance("nobody")).body.responseCode).toBe("14");
    expect(await code()).toBe("00");
    await api.patch("/cards/card-states", { status: "frozen" });
    expect(await code()).toBe("62");
    await api.patch("/cards/card-states", { status: "active", expires: "2020-01" });
    expect(await code()).toBe("54");
    await api.patch("/cards/card-states", { expires: "2999-12-31" });
    expect(await code()).toBe("00");
    await api.updateWallet(wallet.id, { status: "frozen" });
    expect(await code()).toBe("62");
    await api.updateWallet(wallet.id, { status: "active" });
    await api.patch("/cards/card-states", { status: "closed" });
    expect(await code()).toBe("62");
  });

  it("without the connection's Authorization reveals nothing", async () => {
    const issuer = await CardIssuer.connect(server());
    const wallet = await server().api.createFundedWallet("10.00");
    await issuer.card("card-secret", wallet.id);
    const enquiry = { type: "card.balance", data: { object: { _id: "card-secret" } } };
    const nowhere = `${server().url}/gateway/gw_00000000000000000000000000`;
    const answers = [
      await issuer.send(enquiry, null),
      await issuer.send(enquiry, ""),
      await issuer.send(enquiry, "Bearer issuer-shared-secret-012345678"),
      await issuer.send("not json", "Bearer wrong"),
      await issuer.send(enquiry, undefined, nowhere),
      await issuer.send(enquiry, null, nowhere),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
    expect(answers[0]?.text).not.toContain("balance");
  });

  it("that cannot be read, or is of an unknown type, is a malfunction and never an error of ours", async () => {
    const issuer = await CardIssuer.connect(server());
    const bodies = [
      "not json",
      "null",
      "[]",
      "{}",
      '{"type":7}',
      '{"type":"card.unheard_of","_id":"e1","data":{}}',
      '{"type":"authorization.request","_id":"e2","data":{"object":{"_id":"a"}}',
      '{"type":"authorization.request","_id":"e2","data":{"object":{"_id":"a","pendingRequest":{"amount":"x"}}}',
      '{"type":"transaction.created","data":{"object":{"_id":"t","amount":-1}}}',
      `{"type":"card.balance","data":${'{"object":'.repeat(5_000)}1${"}".repeat(5_000)}}`,
      `{"type":"card.balance","padding":"${"x".repeat(300_000)}"}`,
    ];
    for (const body of bodies) {
      const { status, body: answer } = await issuer.send(body);
      expect([status, answer.responseCode]).toEqual([200, body.includes('"object":{"object"') ? "14" : "96"]);
    }
    expect((await issuer.send({ type: "card.balance", data: null })).body.responseCode).toBe("14");
  });

  it("is refused while its connection is paused, and its old Authorization after a change", async () => {
    const issuer = await CardIssuer.connect(server());
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00");
    await issuer.card("card-paused", wallet.id);
    const path = `/gateway-connections/${issuer.url.split("/").at(-1)}`;
    await api.patch(path, { status: "paused" });
    expect((await issuer.balance("card-paused")).body.responseCode).toBe("91");
    await api.patch(path, { status: "active", authorization: "Bearer another-shared-secret" });
    expect((await issuer.balance("card-paused")).status).toBe(401);
    const enquiry = { type: "card.balance", data: { object: { _id: "card-paused" } } };
    expect((await issuer.send(enquiry, "Bearer another-shared-secret")).body.data?.balance).toBe(10);
  });
});

describeEngines("a card's spending", (engine) => {
  const server = useServer({ engine });

  it("is held, captured, released and refunded", async () => {
    const issuer = await CardIssuer.connect(server());
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    await issuer.card("card-1", wallet.id);
    const card = { _id: "card-1" };
    const request = (id: string, amount: number) =>
      issuer.message("authorization.request", {
        _id: id,
        card,
        amount: 0,
        pendingRequest: { amount, currency: "USD" },
      });
    expect((await request("auth-1", 60.5)).text).toBe(
      '{"statusCode":200,"responseCode":"00","data":{"responseCode":"00"}}',
    );
    expect((await request("auth-2", 39.51)).text).toBe(
      '{"statusCode":400,"responseCode":"51","data":{"responseCode":"51"}}',
    );
    expect((await request("auth-3", 39.5)).body.responseCode).toBe("00");
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "100.00", held: "100.00", available: "0.00" });

    await issuer.message("authorization.declined", { _id: "auth-3", card });
    expect(await api.wallet(wallet.id)).toMatchObject({ held: "60.50", available: "39.50" });
    const capture = { _id: "tx-1", card: "card-1", authorization: { _id: "auth-1" }, amount: -55.25 };
    expect((await issuer.message("transaction.created", capture)).body.responseCode).toBe("00");
    expect((await issuer.message("transaction.created", capture)).body.responseCode).toBe("00");
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "44.75", held: "0.00" });
    await issuer.message("transaction.refund", { _id: "tx-2", card: "card-1", amount: 5.25 });
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "50.00" });
    expect((await api.transactions(wallet.id)).map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      "refund 5.25",
      "card 55.25",
      "topup 100.00",
    ]);
    expect(
      (await issuer.send({ type: "card.terminated", _id: "end", data: { _id: "card-1" } })).body.responseCode,
    ).toBe("00");
    expect((await issuer.balance("card-1")).body.responseCode).toBe("62");
  });

  it("never exceeds the available balance, however many requests arrive at once", async () => {
    const issuer = await CardIssuer.connect(server());
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    await issuer.card("card-crowd", wallet.id);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        issuer.message("authorization.request", {
          _id: `crowd-${index}`,
          card: "card-crowd",
          pendingRequest: { amount: 10, currency: "USD" },
        }),
      ),
    );
    expect(answers.filter(({ body }) => body.responseCode === "00")).toHaveLength(10);
    expect(answers.filter(({ body }) => body.responseCode === "51")).toHaveLength(54);
    expect(await api.wallet(wallet.id)).toMatchObject({ held: "100.00", available: "0.00" });
  });
});

describe("personal data in a message", () => {
  it("is neither logged nor stored, and neither is our secret", async () => {
    const server = await startServer({ env: { PLIMSOLL_LOG_LEVEL: "debug" } });
    const issuer = await CardIssuer.connect(server);
    const wallet = await server.api.createFundedWallet("100.00", { currency: "NGN" });
    await issuer.card(CARD, wallet.id);
    await issuer.send(ENQUIRY);
    const people = JSON.parse(ENQUIRY) as { data: { object: object } };
    await issuer.message("authorization.request", {
      _id: "a",
      card: people.data.object,
      pendingRequest: { amount: 1 },
    });
    await issuer.message("card.unheard_of", { ...people.data.object });
    await issuer.send(`${ENQUIRY} broken`);
    await server.stop();
    const files = await readdir(server.data.dataDir);
    const stored = await Promise.all(files.map((file) => readFile(join(server.data.dataDir, file), "latin1")));
    for (const text of [server.logs, ...stored]) {
      for (const secret of ["Shamsuddeen", "Barnawa", "issuer-shared-secret", "8017418065"]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(server.logs).toContain("unknown type");
  });
});
