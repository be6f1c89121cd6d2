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
