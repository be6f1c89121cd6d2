/** Decimal text as a whole number of 10^-scale. Throws for digits finer than the scale. */
export function units(text: string, scale: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a decimal`);
  const [, sign, whole, fraction = ""] = match;
  if (fraction.slice(scale).replaceAll("0", "") !== "") throw new Error(`"${text}" is finer than ${scale} places`);
  const magnitude = BigInt(`${whole}${fraction.slice(0, scale).padEnd(scale, "0")}`);
  return sign === "-" ? -magnitude : magnitude;
}

/** The reverse of `units`, with all of the scale's places. */
export function decimal(amount: bigint, scale: number): string {
  const sign = amount < 0n ? "-" : "";
  const digits = String(amount < 0n ? -amount : amount).padStart(scale + 1, "0");
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
