import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { eventFeed } from "./event-feed.ts";
import { serverSent } from "./server-sent.ts";
import { Refused, type ServerConnection } from "./server-connection.ts";

type Source = Pick<ServerConnection, "list" | "open" | "signal">;

const message = (position: number) => `id: ${position}\ndata: {"id":"evt_${position}","amount":${position}.10}\n\n`;
const hello = (position: number) => `id: ${position}\nevent: hello\ndata: {}\n\n`;
const reset = (position: number) => `id: ${position}\nevent: reset\ndata: {}\n\n`;

/** A server with `last` events, whose streams are scripted; a script that is an error is a refused connection. */
function source(
  last: number,
  scripts: (string | Error)[],
): { readonly server: Source; readonly asked: unknown[]; readonly stop: () => void } {
  const stopping = new AbortController();
  const asked: unknown[] = [];
  const server: Source = {
    signal: stopping.signal,
    list: async (_path, { after, limit }) => {
      asked.push({ after });
      const from = Number(after) + 1;
      const count = Math.max(0, Math.min(Number(limit), last - from + 1));
      const items = Array.from(
        { length: count },
        (_, index) => `{"id":"evt_${from + index}","amount":${from + index}.10}`,
      );
      const position = count === 0 ? null : String(from + count - 1);
      return { text: `[${items.join(",")}]`, header: (name) => (name === "x-position" ? position : null) };
    },
    open: async (_path, query) => {
      asked.push(query);
      const script = scripts.shift();
      if (script === undefined) stopping.abort(new Error("stopped"));
      if (script instanceof Error) throw script;
      return { body: Readable.from([script ?? ""]), close: () => {} };
    },
  };
  return { server, asked, stop: () => stopping.abort(new Error("stopped")) };
}

async function positions(server: Source, after: number | null): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const { position, payload } of eventFeed(server, { after, onLost: () => {} })) {
    expect(payload).toBe(`{"id":"evt_${position}","amount":${position}.10}`);
    found.push(position);
  }
  return found;
}

describe("the events of an account", () => {
  it("come once each, although the stream repeats some and is lost", async () => {
    const { server, asked } = source(0, [
      hello(4) + message(5) + message(6) + message(5) + message(7),
      new Error("refused"),
      message(8) + hello(8) + message(9),
    ]);
    expect(await positions(server, null)).toEqual([5, 6, 7, 8, 9]);
    expect(asked).toEqual([
      {},
      { after: 7 },
      { last_event_id: 7 },
      { after: 7 },
      { last_event_id: 7 },
      { after: 9 },
      { last_event_id: 9 },
    ]);
  });

  it("are read from the list where the stream does not send them again", async () => {
    const { server } = source(450, [reset(450) + hello(450), hello(450) + message(451)]);
    expect(await positions(server, 2)).toEqual(Array.from({ length: 449 }, (_, index) => index + 3));
  });

  it("continue where a server begins that was restored to an earlier time", async () => {
    const { server } = source(0, [hello(90) + message(91), reset(50) + hello(50), hello(50) + message(51)]);
    expect(await positions(server, null)).toEqual([91, 51]);
  });

  it("are not waited for where there never was a connection, or where the server refuses", async () => {
    await expect(positions(source(0, [new Error("no such host")]).server, null)).rejects.toThrow("no such host");
    await expect(positions(source(0, [hello(1), new Refused("the key is revoked")]).server, null)).rejects.toThrow(
      "revoked",
    );
  });
});

describe("server-sent events", () => {
  it("are whole, wherever their text is cut", async () => {
    const text = `retry: 2000\n\n${hello(1)}${message(2)}`;
    const whole = async (chunks: readonly string[]) => {
      const found = [];
      for await (const sent of serverSent(Readable.from(chunks))) found.push(sent);
      return found;
    };
    const expected = [
      { event: "hello", id: "1", data: "{}" },
      { event: "message", id: "2", data: '{"id":"evt_2","amount":2.10}' },
    ];
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(await whole([text.slice(0, cut), text.slice(cut)].filter((chunk) => chunk !== ""))).toEqual(expected);
    }
  });

  it("are given up when nothing comes for too long", async () => {
    const silent = new Readable({ read: () => {} });
    const next = serverSent(silent, 20).next();
    await expect(next).rejects.toThrow("nothing for too long");
  });
});
