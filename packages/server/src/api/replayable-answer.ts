import type { Outcome } from "@plimsoll/core";
import { sendJson, type Answering } from "./answer.ts";
import { accepted } from "./rejections.ts";

/** Sends the core's own text, and marks a repetition. Throws the error for a command that was not accepted. */
export function sendOutcome<R extends Answering>(
  reply: R,
  status: number,
  outcome: Outcome<{ readonly body: string }>,
): R {
  const { body } = accepted(outcome);
  if (outcome.ok && outcome.replayed === true) reply.headers({ "Idempotency-Replayed": "true" });
  return sendJson(reply, status, body);
}
