/** @limit Lists and chores: wallets of an account up to which what depends on all of them is read for each request. */
const LARGE_ACCOUNT = 10_000;
/** @limit Lists and chores: time for which what depends on all wallets of a larger account is kept. */
const KEPT_MS = 2_000;
/** @limit Lists and chores: reads of all wallets that are under way or kept, of each kind; further ones are not kept. */
const MAX_KEPT = 1_000;

type Argument = number | string | null;

/** What was read of all wallets of an account. */
interface ReadOfAll<Found> {
  readonly found: Found;
  /** Of the account, open and closed. */
  readonly walletCount: number;
}

interface Shared<Found> {
  readonly found: Found;
  /** Milliseconds since the read began. */
  readonly age: number;
}

/** All who request what is being read receive its result; that of a large account is kept. */
export function inCommon<Args extends readonly Argument[], Found>(
  read: (...args: Args) => Promise<ReadOfAll<Found>>,
): (...args: Args) => Promise<Shared<Found>> {
  const reads = new Map<string, Promise<{ readonly at: number; readonly found: Found }>>();
  return async (...args) => {
    const name = JSON.stringify(args);
    let under = reads.get(name);
    if (under === undefined) {
      const at = performance.now();
      const forget = () => void reads.delete(name);
      under = read(...args).then(({ found, walletCount }) => {
        if (walletCount > LARGE_ACCOUNT && reads.size <= MAX_KEPT) setTimeout(forget, KEPT_MS).unref();
        else forget();
        return { at, found };
      });
      under.catch(forget);
      reads.set(name, under);
    }
    const { at, found } = await under;
    return { found, age: performance.now() - at };
  };
}
