import { Store } from "../../data/store.ts";

/** The secret that the pages of the section show until the reader says that it is stored. It is in memory alone. */
export const shownSecret = new Store<string | null>(null);
