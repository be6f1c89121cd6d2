// Run by scripts/client-runtimes.mjs in each runtime: `client-smoke.mjs <url> <key>`.
import { createClient, InsufficientFundsError, verifyWebhook } from "../packages/client/dist/index.js";

const [baseUrl, apiKey] = process.argv.slice(2);
const client = createClient({ baseUrl, apiKey });

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

async function thrown(promise) {
  return promise.then(
    () => null,
    (error) => error,
  );
}

const { id } = await client.wallets.create({ name: "Smoke", currency: "USD" });
await client.wallets.credit(id, { amount: "9007199254740993.01" });
for (const amount of ["1", "2", "3"]) await client.wallets.debit(id, { amount });
expect((await client.wallets.get(id)).available === "9007199254740987.01", "amounts are exact");

const sequences = [];
for await (const { sequence } of client.transactions.list({ wallet_id: id, limit: 2 })) sequences.push(sequence);
expect(sequences.join() === "4,3,2,1", "a list is read over all its pages");
const page = await client.transactions.list({ wallet_id: id }).page({ limit: 3 });
expect(page.total === 4 && page.hasMore && page.items.length === 3, "a page has its totals");

expect(
  (await thrown(client.wallets.debit(id, { amount: "9e9" }))).code === "VALIDATION_FAILURE",
  "a refusal has its code",
);
const empty = await thrown(client.wallets.debit(id, { amount: "9999999999999999.00" }));
expect(empty instanceof InsufficientFundsError && empty.status === 402, "an empty wallet has its class");
expect(empty.requestId !== null, "an error has its request's id");

const lost = createClient({ baseUrl: "http://127.0.0.1:1", maxRetries: 1 });
expect((await thrown(lost.account.get())).code === "CONNECTION_FAILED", "a refused connection is reported");
const controller = new AbortController();
const reason = new Error("closing");
const waiting = thrown(
  createClient({ baseUrl: "http://127.0.0.1:1", maxRetries: 9 }).account.get({ signal: controller.signal }),
);
setTimeout(() => controller.abort(reason), 200);
expect((await waiting) === reason, "a signal ends the wait with its reason");

const secret = `whsec_${btoa("0123456789abcdef0123456789abcdef")}`;
const body = JSON.stringify({ id: "evt_1", type: "wallet.debited", created_at: "2026-05-15T14:30:00.000Z", data: {} });
const timestamp = String(Math.floor(Date.now() / 1_000));
const encoder = new TextEncoder();
const bytes = encoder.encode(atob(secret.slice("whsec_".length)));
const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(`evt_1.${timestamp}.${body}`));
const headers = new Headers({
  "webhook-id": "evt_1",
  "webhook-timestamp": timestamp,
  "webhook-signature": `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
});
expect((await verifyWebhook({ body, headers, secret })).id === "evt_1", "a webhook is verified");
expect(
  (await thrown(verifyWebhook({ body: `${body} `, headers, secret }))).code === "WRONG_SIGNATURE",
  "a forged one is not",
);
