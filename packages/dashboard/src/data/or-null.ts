import { PlimsollError } from "@plimsoll/client";

/** What there is one of at most: null while it is not set. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Whether what was requested does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof PlimsollError && error.code === "NOT_FOUND";
}
