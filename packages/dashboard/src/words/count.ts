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

/** "Top-up" is a word; a code such as `topup` begins with a capital where it stands alone. */
export function capital(code: string): string {
  return code.slice(0, 1).toUpperCase() + code.slice(1).replaceAll("_", " ");
}
