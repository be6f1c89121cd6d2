import { loopbackServer } from "./loopback-server.ts";

export interface DemoChat {
  /** As an incoming webhook of Slack. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The demo's own Slack: passes on the text of every message. */
export async function startChat(onMessage: (text: string) => void): Promise<DemoChat> {
  const { origin, stop } = await loopbackServer((body, _request, response) => {
    response.writeHead(200).end("ok");
    const { text } = JSON.parse(body.toString("utf8")) as { readonly text: string };
    onMessage(text);
  });
  return { url: `${origin}/services/demo`, stop };
}
