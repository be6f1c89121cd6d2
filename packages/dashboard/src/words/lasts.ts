import { isEmpty } from "./amounts.ts";
import { hoursText } from "./times.ts";

/** How long a balance lasts. Hours have one decimal, so that zero of them need not be an empty wallet. */
export function lastsText(hours: number | null, available: string): string {
  if (isEmpty(available)) return "empty";
  if (hours === null) return "not enough history";
  return durationText(hours);
}

/** Hours of runway; they are rounded down to a tenth. */
export function durationText(hours: number): string {
  return hours === 0 ? "under 6 min" : hoursText(hours);
}

/** The same within a sentence: "lasts 3 d", "empty"; nothing where nothing is known. */
export function lastsPhrase(hours: number | null, available: string): string | null {
  const text = lastsText(hours, available);
  if (text === "empty") return text;
  return hours === null ? null : `lasts ${text}`;
}

/** After the name of what is next to reach a level: ", in about 1 d 14 h"; nothing where nothing is known. */
export function inAboutText(hours: number | null): string {
  if (hours === null) return "";
  return hours === 0 ? `, in ${durationText(hours)}` : `, in about ${durationText(hours)}`;
}
