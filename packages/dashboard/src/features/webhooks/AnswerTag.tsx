import type { LastAttempt } from "@plimsoll/client";

/** How an attempt was answered: the status, or that there was no answer. */
export function AnswerTag({ attempt: { status } }: { readonly attempt: Pick<LastAttempt, "status"> }) {
  return <span className={status !== null && status < 300 ? "tag good" : "tag bad"}>{status ?? "No answer"}</span>;
}
