import type { Message, Verdict } from "@plimsoll/core";

/** The URL of a path of the dashboard; null while the server's public URL is not set. */
export type Link = (path: string) => string | null;

/** What a renderer knows beside the message. */
export interface RenderContext {
  /** Distinguishes the notification from all others of the installation. */
  readonly id: string;
  readonly link: Link;
}

export interface HttpMessage {
  readonly type: "http";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SmtpMessage {
  readonly type: "smtp";
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly references: readonly string[];
  readonly listId: string;
}

/** What a request came to, without its body. */
export interface ChannelAnswer {
  /** The HTTP or SMTP status; null without an answer. */
  readonly status: number | null;
  readonly responseSnippet: string;
}

/** A kind of channel: pure functions from a message to a request, and from its answer to what follows. */
export interface Channel<Config> {
  readonly request: (message: Message, config: Config, context: RenderContext) => HttpMessage | SmtpMessage;
  readonly verdict: (answer: ChannelAnswer) => Verdict;
}

const TOO_MANY_REQUESTS = 429;
const TIMED_OUT = 408;
const GONE = 410;

/** The usual meaning of HTTP statuses: a request that is wrong stays wrong, everything else may pass. */
export function httpVerdict({ status }: ChannelAnswer): Verdict {
  if (status === null || status >= 500 || status < 200) return "retry";
  if (status < 300) return "delivered";
  if (status === GONE) return "gone";
  if (status === TOO_MANY_REQUESTS || status === TIMED_OUT) return "retry";
  return "refused";
}
