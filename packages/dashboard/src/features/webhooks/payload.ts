/** Members of events that are the balance at that moment, or the state that it led to. */
const BALANCES = /^( *"(?:ongoing_balance|balance_after|balance|available|alert_status)": )("[^"]*"|-?[\d.]+)/gm;

interface Part {
  readonly text: string;
  readonly isMarked: boolean;
}

/** JSON of several lines in parts, the values of balances on their own. */
export function markedParts(json: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of json.matchAll(BALANCES)) {
    const [, name = "", value = ""] = found;
    const at = found.index + name.length;
    parts.push({ text: json.slice(end, at), isMarked: false }, { text: value, isMarked: true });
    end = at + value.length;
  }
  return [...parts, { text: json.slice(end), isMarked: false }].filter(({ text }) => text !== "");
}
