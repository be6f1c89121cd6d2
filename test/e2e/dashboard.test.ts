import { describe, expect, it } from "vitest";
import { request, type IncomingHttpHeaders } from "node:http";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { signIn } from "../support/e2e/session.ts";

const OWN = { "X-Plimsoll-Session": "1" };

const makeWallet = (server: Server, headers: Record<string, string>) =>
  fetch(`${server.url}/api/v1/wallets`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ name: "Made by a session", currency: "USD" }),
  });

describe("a session", () => {
  const server = useServer();

  it("reads with its cookie alone, and changes nothing without the header and its own origin", async () => {
    const { cookie, headers, set } = await signIn(server());
    expect(set).toMatch(/HttpOnly; SameSite=Strict/);
    expect(set).not.toContain(server().data.adminKey);
    const read = await fetch(`${server().url}/api/v1/wallets`, { headers: { Cookie: cookie } });
    expect(read.status).toBe(200);
    const tries = [
      { Cookie: cookie },
      { Cookie: cookie, Origin: server().url },
      { Cookie: cookie, ...OWN },
      { Cookie: cookie, ...OWN, Origin: "https://evil.example" },
      { Cookie: cookie, ...OWN, Origin: "null" },
    ];
    for (const each of tries) expect((await makeWallet(server(), each as Record<string, string>)).status).toBe(403);
    const elsewhere = { ...headers, "Sec-Fetch-Site": "cross-site" };
    expect((await makeWallet(server(), elsewhere)).status).toBe(401);
    expect((await makeWallet(server(), headers)).status).toBe(201);
  });

  it("ends when it is ended, and with its key", async () => {
    const { headers } = await signIn(server());
    const session = () => fetch(`${server().url}/session`, { headers });
    expect((await session()).status).toBe(200);
    expect((await fetch(`${server().url}/session`, { method: "DELETE", headers })).status).toBe(204);
    expect((await session()).status).toBe(401);

    const { body: key } = await server().api.post<{ id: string; key: string }>("/api-keys", {
      name: "short",
      scopes: ["read"],
    });
    const other = await signIn(server(), key.key);
    await server().api.delete(`/api-keys/${key.id}`);
    const after = await fetch(`${server().url}/api/v1/wallets`, { headers: other.headers });
    expect(after.status).toBe(401);
  });

  it("has the scopes of its key", async () => {
    const { body: key } = await server().api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    const { headers } = await signIn(server(), key.key);
    expect((await makeWallet(server(), headers)).status).toBe(403);
  });

  it("begins with a known key, on this server's own pages, and not after many wrong ones", async () => {
    const own = await startServer();
    const attempt = (key: string, origin = own.url) =>
      fetch(`${own.url}/session`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: origin },
        body: JSON.stringify({ key }),
      });
    expect((await attempt(own.data.adminKey, "https://evil.example")).status).toBe(403);
    const answers = [];
    for (let i = 0; i < 11; i++) answers.push((await attempt("pk_wrong")).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect((await attempt(own.data.adminKey)).headers.get("retry-after")).toBe("30");
  });
});

describe("the application's files", () => {
  const server = useServer();
  const page = (path: string, headers: Record<string, string> = {}) => plain(server(), path, headers);

  it("are at every path of the dashboard and at none of the API's", async () => {
    for (const path of ["/", "/wallets/7", "/wallets/7/spend", "/features/feat_x", "/alerts?tab=history", "/sign-in"]) {
      const answer = await page(path);
      expect([path, answer.status, answer.headers["content-type"]]).toEqual([path, 200, "text/html; charset=utf-8"]);
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain("unsafe");
    }
    for (const path of ["/api", "/nothing", "/walletsandmore", "/assets/nothing.js", "/assets/../files.json"]) {
      const { status, headers } = await page(path);
      expect([path, status, headers["content-type"]]).toEqual([path, 404, "application/json; charset=utf-8"]);
    }
    expect((await page("/api/v1/wallets")).status).toBe(401);
    expect((await page("/hooks/x")).headers["content-type"]).toContain("application/json");
    expect((await page("/healthz")).headers["content-type"]).toContain("application/json");
  });

  it("answer for a path that does not exist where a browser opens it, and nowhere that programs ask", async () => {
    const opened = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
    const { text: app, headers: of } = await page("/");
    for (const path of ["/nonsense", "/top-ups?d=1", "/walletsandmore", "/a/b/c", "/apidocs", "/%E0%A4%A"]) {
      const lost = await page(path, { ...opened, "if-none-match": String(of.etag) });
      expect([path, lost.status, lost.headers["content-type"]]).toEqual([path, 404, "text/html; charset=utf-8"]);
      expect(lost.text).toBe(app);
      expect(lost.headers["content-security-policy"]).toBe(of["content-security-policy"]);
      for (const accept of ["*/*", "application/json", ""]) {
        const told = await page(path, { accept });
        expect([path, told.status, told.headers["content-type"]]).toEqual([
          path,
          path.includes("%") ? 400 : 404,
          "application/json; charset=utf-8",
        ]);
        const code = path.includes("%") ? "VALIDATION_FAILURE" : "NOT_FOUND";
        expect(JSON.parse(told.text)).toMatchObject({ error: { code } });
      }
    }
    for (const path of [
      "/api",
      "/api/v1/nothing",
      "/hooks",
      "/gateway/x",
      "/docs/nothing",
      "/healthz/x",
      "/metrics/x",
    ]) {
      const { headers } = await page(path, opened);
      expect([path, headers["content-type"]]).toEqual([path, "application/json; charset=utf-8"]);
    }
    const posted = await fetch(`${server().url}/nonsense`, { method: "POST", headers: opened });
    expect(await posted.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
  });

  it("have names that change with their contents, are compressed and kept forever", async () => {
    const { text: html, headers } = await page("/");
    const script = /src="(\/assets\/[\w-]+-[\w-]{8}\.js)"/.exec(html)?.[1] ?? "";
    expect(html).not.toMatch(/<script(?![^>]*src=)/);
    expect(html).not.toContain("<style");
    const answer = await page(script, { "Accept-Encoding": "gzip, br" });
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(answer.headers["content-encoding"]).toBe("br");
    expect(headers["cache-control"]).toBe("no-cache");
    const unchanged = await page("/", { "If-None-Match": String(headers.etag) });
    expect([unchanged.status, unchanged.text]).toEqual([304, ""]);
  });
});

describe("the stream", () => {
  const server = useServer();

  it("sends events as they happen, resumes after Last-Event-ID, and ends when the server stops", async () => {
    const { cookie } = await signIn(server());
    const first = await follow(server(), { Cookie: cookie });
    const wallet = await server().api.createWallet({ name: "Streamed", currency: "USD" });
    const seen = await eventually(() => first.events.find(({ data }) => data.includes('"wallet.created"')));
    expect(JSON.parse(seen.data)).toMatchObject({ type: "wallet.created", data: { id: wallet.id } });
    first.close();

    await server().api.post(`/wallets/${wallet.id}/credits`, { amount: "5.00" }, { "Idempotency-Key": "missed" });
    const again = await follow(server(), { Cookie: cookie, "Last-Event-ID": seen.id });
    await eventually(() => again.events.find(({ data }) => data.includes('"wallet.credited"')));
    const ids = again.events.filter(({ id, type }) => id !== "" && type === "message").map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(ids.every((id) => id > Number(seen.id))).toBe(true);
    const exit = await server().stop();
    expect(exit.code).toBe(0);
    await eventually(() => again.ended() || undefined);
  });
});

/** A page or a file, which the API's description does not have. */
async function plain(server: Server, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const asked = request(`${server.url}${path}`, { headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

interface Streamed {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

async function follow(server: Server, headers: Record<string, string>) {
  const aborter = new AbortController();
  const events: Streamed[] = [];
  let ended = false;
  await new Promise<void>((resolve, reject) => {
    const asked = request(`${server.url}/api/v1/stream`, { headers, signal: aborter.signal }, (answer) => {
      answer.setEncoding("utf8");
      let text = "";
      answer.on("data", (chunk: string) => {
        text += chunk;
        const messages = text.split("\n\n");
        text = messages.pop() ?? "";
        events.push(...messages.map(messageIn));
        resolve();
      });
      answer.on("close", () => (ended = true));
    });
    asked.on("error", reject);
    asked.end();
  });
  return { events, ended: () => ended, close: () => aborter.abort() };
}

function messageIn(text: string): Streamed {
  const field = (name: string) =>
    text
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  return { id: field("id") ?? "", type: field("event") ?? "message", data: field("data") ?? "" };
}

describe("what pages request", () => {
  const server = useServer();

  it("previews what saving settings would do, and stores nothing", async () => {
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", { name: "Orders" });
    const wallet = await api.createWallet({ name: "Low", currency: "USD", feature_ids: [feature.id] });
    await api.post(`/wallets/${wallet.id}/credits`, { amount: "7.00" }, { "Idempotency-Key": "low" });
    const preview = async (settings: object) =>
      (await api.post("/alert-settings/preview", { feature_id: feature.id, alert_settings: settings })).body;
    expect(await preview(LEVELS)).toMatchObject({
      valid: true,
      details: [],
      wallet_count: 1,
      wallets: [
        {
          wallet_id: wallet.id,
          available: "7.00",
          state: "ok",
          state_after: "warning",
          threshold: { level: "warning" },
        },
      ],
    });
    expect(await preview({ ...LEVELS, critical: null })).toMatchObject({
      valid: false,
      details: [{ field: "critical", message: "critical threshold is required when warning threshold is provided" }],
      wallets: [],
    });
    expect((await api.get(`/features/${feature.id}`)).body).toMatchObject({ alert_settings: null });
  });

  it("says at one glance which wallet is in danger", async () => {
    const own = await startServer();
    const wallet = await own.api.createWallet({ name: "Empty", currency: "USD", alert_settings: LEVELS });
    await own.api.createWallet({ name: "Fine", currency: "JPY" });
    const { body: overview } = await own.api.get("/overview");
    expect(overview).toMatchObject({
      wallets: { total: 2, in_alarm: 1, ok: 1 },
      attention_count: 1,
      attention: [
        {
          wallet_id: wallet.id,
          available: "0.00",
          alert_state: "in_alarm",
          steps: [{ previous_state: "ok", state: "in_alarm" }],
        },
      ],
      totals: [
        { currency: "JPY", available: "0", wallets: 1 },
        { currency: "USD", available: "0.00", wallets: 1 },
      ],
      counts: { open_alerts: 1, overdue_topups: 0, failing_endpoints: 0 },
    });
  });
});
