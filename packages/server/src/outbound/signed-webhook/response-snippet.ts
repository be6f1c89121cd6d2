import { isAscii } from "node:buffer";
import type { OutboundAnswer } from "../../net/outbound.ts";

/** @limit Deliveries: size of the part of a receiver's response that is kept. */
const SNIPPET_BYTES = 1_024;

/**
 * @limit Deliveries: size of the rest of a response that is read to keep its connection usable; past it, closing is
 * cheaper.
 */
const DRAIN_BYTES = 64 * 1_024;

/**
 * Reads the first `SNIPPET_BYTES` of a body as text and discards the rest unbuffered. An error on the way, such as an
 * abort, ends the reading with the bytes so far. A body longer than a modest bound is closed unread.
 */
export async function readSnippet(answer: Pick<OutboundAnswer, "firstBytes">): Promise<string> {
  try {
    return storableText(await answer.firstBytes(SNIPPET_BYTES, DRAIN_BYTES));
  } catch {
    // The status has arrived; the end of the body changes nothing about the delivery.
    return "";
  }
}

/** Lossy UTF-8; a character cut in half at the end is dropped, and NUL, which PostgreSQL's text refuses, replaced. */
function storableText(bytes: Buffer): string {
  // A decoder of UTF-8 costs more than all else, and most responses need none.
  if (isAscii(bytes)) return bytes.toString("latin1").replaceAll("\0", "\uFFFD");
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll("\0", "\uFFFD");
}
