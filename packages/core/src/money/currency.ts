/**
 * A currency's integer id. Computed from the code, so it is the same on every installation and stays when the runtime learns new
 * currencies; US Dollar is 1, as clients of the Octopus protocol expect, the rest follow from the letters.
 */
export function currencyId(code: string): number {
  if (code === "USD") return 1;
  let id = 0;
  for (let i = 0; i < 3; i += 1) id = id * 26 + (code.charCodeAt(i) - 65);
  return id + 2;
}
