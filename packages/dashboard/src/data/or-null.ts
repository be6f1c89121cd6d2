import { PlimsollError } from "@plimsoll/client";

/** What there is one of at most: null while it is not set. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof PlimsollError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
