/** @nolimit The ids of codes of three letters are below it. */
const OTHER_CODES = 20_000;
/** @nolimit As many ids of other codes, so that they stay safe integers. */
const OTHER_IDS = 2n ** 52n;

/**
 * A currency's integer id. Computed from the code, so it is the same on every installation and stays when the runtime learns new
 * currencies; US Dollar is 1, as clients of the Octopus protocol expect, the rest of three letters follow from those. Any other code, of
 * an account's own currency, gets a hash of it (FNV-1a).
 */
export function currencyId(code: string): number {
  if (code === "USD") return 1;
  if (!/^[A-Z]{3}$/.test(code)) return OTHER_CODES + Number(hash(code) % OTHER_IDS);
  let id = 0;
  for (let i = 0; i < 3; i += 1) id = id * 26 + (code.charCodeAt(i) - 65);
  return id + 2;
}

function hash(text: string): bigint {
  let value = 0xcbf29ce484222325n;
  for (const character of text) value = BigInt.asUintN(64, (value ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
  return value;
}
