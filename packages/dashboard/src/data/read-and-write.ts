import { etagOf, PlimsollError, type PutOptions } from "@plimsoll/client";

/** @limit Dashboard: attempts to write something that others write meanwhile. */
const MAX_TRIES = 5;

/**
 * Reads what is stored, null for nothing, and writes what `write` makes of it with the options that let no one come in
 * between; begins again when someone did.
 */
export async function readAndWrite<Stored extends object | null, Written>(
  read: () => Promise<Stored>,
  write: (stored: Stored, options: PutOptions) => Promise<Written>,
): Promise<Written> {
  for (let tries = 1; ; tries += 1) {
    const stored = await read();
    try {
      return await write(stored, stored === null ? { ifNoneMatch: "*" } : { ifMatch: etagOf(stored) });
    } catch (error) {
      if (!isOutdated(error) || tries === MAX_TRIES) throw error;
    }
  }
}

/** Whether something was not written because someone else had changed it. */
export function isOutdated(error: unknown): boolean {
  return error instanceof PlimsollError && error.code === "PRECONDITION_FAILED";
}
