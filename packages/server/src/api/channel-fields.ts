import { CHANNEL_CONFIGS, CHANNEL_KINDS, type ChannelKind, type ErrorDetail } from "@plimsoll/contract";
import { isPrivateAsWritten } from "../net/address-guard.ts";
import { sampleView } from "../channels/webhook/sample-view.ts";
import { bodyTypeOf, templateProblem } from "../channels/webhook/template.ts";
import { contentTypeOf } from "../channels/webhook/webhook.ts";
import { invalid } from "./api-error.ts";
import { fieldName } from "./field-name.ts";
import { urlProblem } from "./urls.ts";
import { validatorOf, type Validator } from "./validation.ts";

type Config = Readonly<Record<string, unknown>>;

const VALIDATORS = Object.fromEntries(
  CHANNEL_KINDS.map((kind) => [kind, validatorOf(CHANNEL_CONFIGS[kind])]),
) as Readonly<Record<ChannelKind, Validator>>;

/** Headers through which settings could take control of the request. */
const RESERVED_HEADERS = new Set(["host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"]);
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const CONTROL = /\p{Cc}/u;
/** The members of settings that are URLs which this server calls. */
const URLS = ["webhook_url", "events_url", "url"];

/** Throws VALIDATION_FAILURE with every violation of the kind's rules by the settings. */
export function requireChannelConfig(kind: ChannelKind, config: Config, allowPrivateTargets: boolean): void {
  const details = VALIDATORS[kind](config).map(({ field, message }): ErrorDetail => {
    const inside =
      field === "body" && !message.startsWith("body must be a string") ? "config" : fieldName(["config", field]);
    return { field: inside, message: message.startsWith(field) ? inside + message.slice(field.length) : message };
  });
  if (details.length === 0) details.push(...ruleProblems(kind, config, allowPrivateTargets));
  if (details.length > 0) throw invalid(details);
}

/** Rules that the schemas cannot express. */
function ruleProblems(kind: ChannelKind, config: Config, allowPrivateTargets: boolean): ErrorDetail[] {
  const details: ErrorDetail[] = [];
  const add = (member: string, message: string): void => {
    const field = `config.${member}`;
    details.push({ field, message: `${field} ${message}` });
  };
  for (const member of URLS) {
    const value = config[member];
    const problem = typeof value === "string" ? urlProblem(value, allowPrivateTargets) : null;
    if (problem !== null) add(member, problem);
  }
  const mail = kind === "email" ? smtpProblem(String(config["smtp_url"]), allowPrivateTargets) : null;
  if (mail !== null) add("smtp_url", mail);
  if (kind === "webhook") {
    const headers = (config["headers"] ?? {}) as Readonly<Record<string, string>>;
    for (const [name, value] of Object.entries(headers)) {
      if (!HEADER_NAME.test(name)) add("headers", "must have names of headers");
      else if (RESERVED_HEADERS.has(name.toLowerCase())) add(`headers.${name}`, "is set by the connection");
      if (CONTROL.test(value)) add(`headers.${name}`, "must have no control characters");
    }
    const body = config["body"];
    if (typeof body === "string") {
      const problem = templateProblem(body, bodyTypeOf(body, contentTypeOf({ headers })), sampleView());
      if (problem !== null) add("body", problem);
    }
  }
  return details;
}

function smtpProblem(text: string, allowPrivateTargets: boolean): string | null {
  if (!URL.canParse(text)) return "must be a URL";
  const url = new URL(text);
  if (url.protocol !== "smtp:" && url.protocol !== "smtps:") return "must be an smtp or smtps URL";
  if (url.hostname === "") return "must name a host";
  if (!allowPrivateTargets && isPrivateAsWritten(url)) {
    return "must have a public address; start the server with --allow-private-targets to call others";
  }
  return null;
}
