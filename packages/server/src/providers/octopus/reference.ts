import { member } from "../../util/outside-text/members.ts";
import { optionalId } from "../../util/outside-text/text.ts";

/** The protocol's documentation calls our reference by each of these names. */
const NAMES = ["client_reference", "reference_code", "reference_number", "ref"];

/** Our reference on an order or a transaction, under any of its names. */
export function referenceOf(value: unknown): string | null {
  for (const name of NAMES) {
    const reference = optionalId(member(value, name));
    if (reference !== null) return reference;
  }
  return null;
}
