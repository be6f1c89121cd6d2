import { isPrivateAsWritten } from "../net/address-guard.ts";

/**
 * What is wrong with a URL that this server is to call; null when nothing is. An address that may not be called is
 * refused here when the URL contains it; for a name the decision needs its addresses, at the time of the call.
 */
export function urlProblem(text: string, allowPrivateTargets: boolean): string | null {
  if (!URL.canParse(text)) return "must be a URL";
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "must be an http or https URL";
  if (url.username !== "" || url.password !== "") return "must not contain credentials";
  if (!allowPrivateTargets && isPrivateAsWritten(url)) {
    return "must have a public address; start the server with --allow-private-targets to call others";
  }
  return null;
}
