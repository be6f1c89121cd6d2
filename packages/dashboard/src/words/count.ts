const NUMBERS = new Intl.NumberFormat("en-GB");

/** "1 wallet", "1,204 snapshots". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${NUMBERS.format(count)} ${count === 1 ? noun : plural}`;
}

/** @limit Dashboard: the largest count beside a tab that is said exactly; the server counts no further. */
const COUNTED = 1_000;

/** A count that goes up to a bound: "41", "1,000+". */
export function boundedText(count: number, bound: number = COUNTED): string {
  return `${numberText(count)}${count >= bound ? "+" : ""}`;
}

export function numberText(count: number): string {
  return NUMBERS.format(count);
}

/** A code such as `mobile_data` begins with a capital where it stands alone; that of a top-up is written as the word. */
export function capital(code: string): string {
  if (code === "topup") return "Top-up";
  return code.slice(0, 1).toUpperCase() + code.slice(1).replaceAll("_", " ");
}
