const NUMBERS = new Intl.NumberFormat("en-GB");

/** "1 wallet", "1,204 snapshots". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${NUMBERS.format(count)} ${count === 1 ? noun : plural}`;
}

export function numberText(count: number): string {
  return NUMBERS.format(count);
}
