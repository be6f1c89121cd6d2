import type { Readable } from "node:stream";

/** One message of a stream of server-sent events. */
export interface ServerSent {
  /** "message" where the stream names no other. */
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

/** @limit Process: characters of one message of the stream. */
const MAX_MESSAGE = 4 * 1_024 * 1_024;
/** @limit Process: time without a message, three heartbeats, after which a command connects to the stream again. */
const SILENCE_MS = 30_000;

/**
 * The messages of a stream, one at a time: a slow reader makes the sender wait. Ends with the stream; throws
 * when nothing comes for `silenceMs`.
 */
export async function* serverSent(body: Readable, silenceMs = SILENCE_MS): AsyncGenerator<ServerSent, void, undefined> {
  body.setEncoding("utf8");
  let rest = "";
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<string>;
  for (;;) {
    const silence = setTimeout(() => body.destroy(new Error("the server has sent nothing for too long")), silenceMs);
    const { value: chunk, done } = await chunks.next().finally(() => clearTimeout(silence));
    if (done === true) return;
    rest += chunk;
    const messages = rest.split("\n\n");
    rest = messages.pop() ?? "";
    if (rest.length > MAX_MESSAGE) throw new Error("the server's stream has a message that is too long");
    for (const text of messages) {
      const message = messageOf(text);
      if (message !== null) yield message;
    }
  }
}

/** Null for a message without data. */
function messageOf(text: string): ServerSent | null {
  let event = "message";
  let id: string | null = null;
  const data: string[] = [];
  for (const line of text.split("\n")) {
    const [, name, value = ""] = /^([a-z]+): ?(.*)$/s.exec(line) ?? [];
    if (name === "event") event = value;
    else if (name === "id") id = value;
    else if (name === "data") data.push(value);
  }
  return data.length === 0 ? null : { event, id, data: data.join("\n") };
}
