import { checkAnswerTo } from "../e2e/checked-answers.ts";
import { Agent, request, type IncomingHttpHeaders } from "node:http";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** POSTs over a bounded number of connections, which stay open as long as the server permits. */
export class KeepAliveClient {
  readonly #agent: Agent;

  constructor(connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Rejects when the response did not arrive completely. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: "POST", agent: this.#agent, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => {
          checkAnswerTo(sent, response, text);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
