import type { Message, Notice, Verdict } from "@plimsoll/core";
import type { EmailConfig } from "@plimsoll/contract";
import type { Channel, ChannelAnswer, RenderContext, SmtpMessage } from "../channel.ts";
import { facts, headline, messageUrl, oneLine, onlyNotice, titleOf, toneOf, type Tone } from "../words.ts";

/** @limit Channels: characters of an e-mail's subject. */
export const EMAIL_SUBJECT = 180;

const COLORS: Readonly<Record<Tone, string>> = {
  block: "#b00020",
  critical: "#b00020",
  warning: "#9a5b00",
  info: "#1f5fa8",
  good: "#1c6b3a",
};

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The link at the end of a mail, as text and as HTML. */
function opening(url: string | null): Parts {
  if (url === null) return { text: "", html: "" };
  return { text: `\n\n${url}`, html: `<p><a href="${escaped(url)}">Open in Plimsoll</a></p>` };
}

interface Parts {
  readonly text: string;
  readonly html: string;
}

function single(notice: Notice, title: string): Parts {
  const known = facts(notice);
  const rows = known
    .map(
      ({ label, value }) =>
        `<tr><td style="padding:2px 12px 2px 0;color:#555">${escaped(label)}</td><td>${escaped(value)}</td></tr>`,
    )
    .join("");
  return {
    text: [title, "", ...known.map(({ label, value }) => `${label}: ${value}`)].join("\n"),
    html: `<p style="font-size:16px;color:${COLORS[toneOf(notice)]}"><b>${escaped(title)}</b></p><table>${rows}</table>`,
  };
}

function list(message: Message, title: string): Parts {
  const items = message.notices.map((notice) => `<li>${escaped(headline(notice))}</li>`).join("");
  return {
    text: [title, "", ...message.notices.map((notice) => `- ${headline(notice)}`)].join("\n"),
    html: `<p style="font-size:16px"><b>${escaped(title)}</b></p><ul>${items}</ul>`,
  };
}

/** The domain of the sender's address, which the message's ids carry. */
function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? "plimsoll.invalid";
}

function idPart(text: string): string {
  return text.replaceAll(/[^\w.-]/g, "-");
}

export function mailOf(message: Message, config: EmailConfig, { id, link }: RenderContext): SmtpMessage {
  const title = titleOf(message);
  const one = onlyNotice(message);
  const page = opening(messageUrl(message, link));
  const { text, html } = one ? single(one, title) : list(message, title);
  const domain = domainOf(config.from);
  return {
    type: "smtp",
    url: config.smtp_url,
    from: config.from,
    to: config.to,
    subject: oneLine(title, EMAIL_SUBJECT),
    text: `${text}${page.text}\n`,
    html: `<!doctype html><html><body style="font-family:sans-serif">${html}${page.html}</body></html>`,
    messageId: `<${idPart(id)}@${domain}>`,
    // Every message of a thread names the same ancestor, so that mail programs show them as one conversation.
    references: one ? [`<${message.account_id}.${idPart(one.thread)}@${domain}>`] : [],
    listId: `Plimsoll alerts <alerts.${message.account_id}.${domain}>`,
  };
}

/** SMTP's classes of reply codes. */
const TRANSIENT = 400;
const PERMANENT = 500;

function smtpVerdict({ status }: ChannelAnswer): Verdict {
  if (status === null) return "retry";
  if (status < TRANSIENT) return "delivered";
  return status < PERMANENT ? "retry" : "refused";
}

export const email: Channel<EmailConfig> = { request: mailOf, verdict: smtpVerdict };
