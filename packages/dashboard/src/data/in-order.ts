import { PlimsollError } from "@plimsoll/client";

/** Said of a list that the server does not sort. */
export const UNSORTED = "More wallets than can be sorted at once: by id, until the filter is narrower.";

/** What a page of a list says of its order. */
export interface Ordered {
  /** More match than the server sorts at once: they are in the list's own order. */
  readonly isUnsorted: boolean;
}

/** Reads a list in an order, or in its own where the server refuses that one. */
export async function inOrder<Answer extends object, Order extends string>(
  sort: Order | undefined,
  read: (sort: Order | undefined) => Promise<Answer>,
): Promise<Answer & Ordered> {
  try {
    return { ...(await read(sort)), isUnsorted: false };
  } catch (error) {
    if (sort === undefined || !(error instanceof PlimsollError)) throw error;
    if (!error.details.some(({ field }) => field === "sort")) throw error;
    return { ...(await read(undefined)), isUnsorted: true };
  }
}
