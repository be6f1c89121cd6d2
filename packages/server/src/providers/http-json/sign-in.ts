import type { HttpJsonSettings } from "@plimsoll/contract";
import { ProviderError } from "../connector.ts";
import type { Exchange } from "../requests/exchange.ts";
import { isSuccess, kindOfStatus, refusal } from "../requests/refusal.ts";
import { optionalTime, optionalWhole } from "../../util/outside-text/text.ts";
import { asText, at, placeName } from "./path.ts";
import { signInRequest } from "./request.ts";

type SignInSettings = NonNullable<HttpJsonSettings["sign_in"]>;

/** @limit Providers: lifetime of a token when the response names none. */
const TOKEN_LIFETIME_MS = 10 * 60_000;
/** @limit Providers: shortest time for which a token is used, whatever its stated end. */
const MIN_TOKEN_LIFETIME_MS = 10_000;
/** @limit Providers: pause after a provider has refused the credentials. */
const SIGN_IN_PAUSE_MS = 30_000;
/** Of its lifetime, after which a token is renewed: a new one does not end the old one, so nothing is lost by it. */
const RENEW_AFTER = 0.8;

export interface SignInParts {
  readonly settings: SignInSettings;
  /** To the host that gives tokens out. */
  readonly exchange: Exchange;
  readonly credentials: Readonly<Record<string, string>>;
  readonly now: () => number;
}

/** Tokens of an API that gives them out for credentials. */
export interface SignIn {
  /** A token that holds; another one than `refused` when that is given. */
  token(refused: string | null, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

export function createSignIn({ settings, exchange, credentials, now }: SignInParts): SignIn {
  let held: { readonly token: string; readonly renewAt: number } | null = null;
  let failed: { readonly error: ProviderError; readonly until: number } | null = null;

  async function obtain(signal: AbortSignal): Promise<string> {
    if (failed !== null && now() < failed.until) throw failed.error;
    const answer = await exchange.send(signInRequest(settings, credentials), signal);
    if (!isSuccess(answer.status)) {
      // Its words are left out: what was sent there is secret. A refusal of the request is one of the credentials.
      const kind = kindOfStatus(answer.status);
      const said = { code: null, message: null };
      const error = refusal(answer, `POST ${settings.path}`, said, kind === "rejected" ? "auth" : kind);
      if (error.kind === "auth") failed = { error, until: now() + SIGN_IN_PAUSE_MS };
      throw error;
    }
    const body = answer.json();
    const token = asText(at(body, settings.token)) ?? "";
    if (!/^[\x21-\x7e]{1,8192}$/.test(token)) {
      throw new ProviderError("malformed", `the sign-in's answer has no token at ${placeName(settings.token)}`);
    }
    const lifetime = Math.max(lifetimeOf(settings, body, answer.window.to), MIN_TOKEN_LIFETIME_MS);
    held = { token, renewAt: answer.window.from + lifetime * RENEW_AFTER };
    return token;
  }

  return {
    async token(refused, signal) {
      if (held !== null && held.token !== refused && now() < held.renewAt) return held.token;
      return obtain(signal);
    },
    close: () => exchange.close(),
  };
}

function lifetimeOf(settings: SignInSettings, body: unknown, now: number): number {
  const seconds = settings.expires_in === undefined ? null : optionalWhole(at(body, settings.expires_in));
  if (seconds !== null) return seconds * 1_000;
  const end = settings.expires_at === undefined ? null : optionalTime(at(body, settings.expires_at));
  return end === null ? TOKEN_LIFETIME_MS : end - now;
}
