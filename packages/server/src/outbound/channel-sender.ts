import type { ChannelKind } from "@plimsoll/core";
import { Deadline } from "../util/deadline.ts";
import type { Outbound } from "../net/outbound.ts";
import { createSender, type SendOutcome } from "./signed-webhook/sender.ts";
import type { ChannelAnswer, HttpMessage, RenderContext, SmtpMessage } from "../channels/channel.ts";
import { CHANNELS, messageOf } from "../channels/kinds.ts";
import { withoutSecrets } from "../channels/secrets.ts";
import { sendMail } from "./smtp.ts";

/** One notification for one channel. */
interface ChannelSend {
  readonly kind: ChannelKind;
  /** Opened. */
  readonly config: Readonly<Record<string, unknown>>;
  /** JSON `Message`. */
  readonly payload: string;
  readonly id: string;
  readonly owner: string;
  readonly timeoutMs: number;
}

export interface ChannelSender {
  /** Sends once. Never rejects; `signal` ends it early with the error `aborted`. */
  send(send: ChannelSend, signal?: AbortSignal): Promise<SendOutcome>;
}

export interface ChannelSenderOptions {
  readonly outbound: Outbound;
  /** The URL at which people reach the server; null leaves links out. */
  readonly publicUrl: string | null;
}

export function createChannelSender({ outbound, publicUrl }: ChannelSenderOptions): ChannelSender {
  const http = createSender(outbound);
  const base = publicUrl?.endsWith("/") ? publicUrl.slice(0, -1) : publicUrl;
  const link = (path: string): string | null => (base === null ? null : base + path);
  return {
    async send({ kind, config, payload, id, owner, timeoutMs }, signal) {
      const channel = CHANNELS[kind];
      const context: RenderContext = { id, link };
      let request: HttpMessage | SmtpMessage;
      try {
        request = channel.request(messageOf(payload), config, context);
      } catch (error) {
        return unrenderable(error);
      }
      const answer =
        request.type === "http"
          ? await http.send({ ...request, owner, timeoutMs }, signal)
          : await mailed(outbound, request, owner, timeoutMs, signal);
      return judged(kind, config, answer, channel.verdict(answer));
    },
  };
}

async function mailed(
  outbound: Outbound,
  mail: SmtpMessage,
  owner: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<SendOutcome> {
  const startedAt = performance.now();
  const deadline = new Deadline(timeoutMs, signal);
  try {
    const answer = await sendMail(outbound, mail, owner, deadline);
    return { ...answer, latencyMs: Math.round(performance.now() - startedAt), verdict: "retry" };
  } finally {
    deadline.clear();
  }
}

function judged(
  kind: ChannelKind,
  config: Readonly<Record<string, unknown>>,
  answer: SendOutcome & ChannelAnswer,
  verdict: SendOutcome["verdict"],
): SendOutcome {
  const { errorMessage, responseSnippet } = answer;
  return {
    ...answer,
    verdict,
    errorMessage: errorMessage === null ? null : withoutSecrets(kind, config, errorMessage),
    responseSnippet: withoutSecrets(kind, config, responseSnippet),
  };
}

/** A template that cannot be rendered stays so; the message is not tried again. */
function unrenderable(error: unknown): SendOutcome {
  const words = error instanceof Error ? error.message : String(error);
  return {
    status: null,
    latencyMs: 0,
    error: "other",
    errorMessage: `the message cannot be made: ${words}`.slice(0, 512),
    retryAfterMs: null,
    responseSnippet: "",
    verdict: "refused",
  };
}
