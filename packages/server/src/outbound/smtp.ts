import type { Deadline } from "../util/deadline.ts";
import { failureOf } from "../net/failure.ts";
import { guardedSocket } from "../net/guarded-socket.ts";
import { loadLate } from "../util/load-late.ts";
import type { AddressPolicy } from "../net/guarded-lookup.ts";
import type { SendOutcome } from "./signed-webhook/sender.ts";
import type { SmtpMessage } from "../channels/channel.ts";

/** @nolimit SMTP's port for submission, and the one that begins with TLS. */
const PORTS = { "smtp:": 587, "smtps:": 465 } as const;
const ACCEPTED = 250;

/** An error of nodemailer, with the server's reply where there was one. */
interface MailError extends Error {
  readonly responseCode?: number;
  readonly response?: string;
}

/** Delivers one e-mail to the server of its URL. Never rejects. */
export async function sendMail(
  outbound: AddressPolicy,
  mail: SmtpMessage,
  owner: string,
  deadline: Deadline,
): Promise<Omit<SendOutcome, "verdict" | "latencyMs">> {
  const url = new URL(mail.url);
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  const secure = url.protocol === "smtps:";
  const port = url.port === "" ? PORTS[secure ? "smtps:" : "smtp:"] : Number(url.port);
  let close = (): void => {};
  try {
    // Loaded with the first e-mail, because no start needs it.
    const { createTransport } = loadLate("#nodemailer") as typeof import("nodemailer");
    const connection = await guardedSocket(outbound, { host, port, owner }, deadline);
    const transport = createTransport({
      connection,
      host,
      port,
      secure,
      tls: { servername: host },
      ...(url.username === ""
        ? {}
        : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    close = () => {
      transport.close();
      connection.destroy();
    };
    const sent = await deadline.race(
      transport.sendMail({
        from: mail.from,
        to: [...mail.to],
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        references: [...mail.references],
        ...(mail.references[0] === undefined ? {} : { inReplyTo: mail.references[0] }),
        headers: { "List-Id": mail.listId, "Auto-Submitted": "auto-generated" },
      }),
    );
    return outcome(ACCEPTED, sent.response);
  } catch (error) {
    const { responseCode, response } = error as MailError;
    if (typeof responseCode === "number") return outcome(responseCode, response ?? "");
    const failure = failureOf(deadline.reason ?? error, url.host);
    const kind = deadline.ended ?? failure.error;
    const words = deadline.ended === "timeout" ? `${url.host} did not answer in time` : failure.words;
    return { status: null, error: kind, errorMessage: words, retryAfterMs: null, responseSnippet: "" };
  } finally {
    close();
  }
}

/** @limit Channels: characters kept of a mail server's reply. */
const MAX_REPLY = 1_024;

function outcome(status: number, response: string) {
  return {
    status,
    error: null,
    errorMessage: null,
    retryAfterMs: null,
    responseSnippet: response.slice(0, MAX_REPLY).replaceAll("\0", "\uFFFD"),
  };
}
