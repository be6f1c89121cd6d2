// The parameters of FNV-1a.
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const HIGH = 2 ** 32;

/** A number of 32 bits that stands for a process. */
export function seedOf(processId: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < processId.length; i += 1) hash = Math.imul(hash ^ processId.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/**
 * The claim of a process to an account: the process with the highest one is the account's home. Processes that know of the
 * same ones agree without asking, and when one comes or goes only its own accounts move.
 */
export function claimOf(seed: number, accountId: number): number {
  return mixed(seed ^ mixed(accountId | 0) ^ Math.floor(accountId / HIGH));
}

/** Every bit of the input changes half the bits of the result (MurmurHash3). */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
