import { Store } from "./store.ts";

/** A choice of yes or no that this browser keeps. */
class KeptSwitch extends Store<boolean> {
  readonly #name: string;

  constructor(name: string, byDefault: boolean) {
    const kept = localStorage.getItem(name);
    super(kept === null ? byDefault : kept === "1");
    this.#name = name;
  }

  toggle = (): void => {
    localStorage.setItem(this.#name, this.value ? "0" : "1");
    this.set(!this.value);
  };
}

/** Every relative time of the application as an exact one. */
export const exactTimes = new KeptSwitch("plimsoll-exact-times", false);

/** Single keys act. Those with Ctrl or ⌘ always do. */
export const singleKeys = new KeptSwitch("plimsoll-single-keys", true);

/**
 * What is known of the checklist of the first run: it was begun, was hidden midway, or is over. Null before it is known
 * whether there is anything left to do.
 */
type FirstRunChoice = "begun" | "hidden" | "over" | null;

class FirstRunStore extends Store<FirstRunChoice> {
  readonly #name: string;

  constructor(accountId: number) {
    const name = `plimsoll-first-run-${accountId}`;
    const kept = localStorage.getItem(name);
    super(kept === "begun" || kept === "hidden" || kept === "over" ? kept : null);
    this.#name = name;
  }

  keep = (choice: Exclude<FirstRunChoice, null>): void => {
    localStorage.setItem(this.#name, choice);
    this.set(choice);
  };
}

const firstRuns = new Map<number, FirstRunStore>();

/** Of each account on its own, because a browser may sign in to several. */
export function firstRunOf(accountId: number): FirstRunStore {
  const known = firstRuns.get(accountId) ?? new FirstRunStore(accountId);
  firstRuns.set(accountId, known);
  return known;
}
