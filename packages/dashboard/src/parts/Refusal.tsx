import type { Problem } from "../data/problems.ts";
import { CopyId } from "./CopyButton.tsx";

interface RefusalProps {
  readonly problem: Problem | null;
  readonly className?: string;
}

/** Why something was not done, with the id that the server's log has it under where it is the server that failed. */
export function Refusal({ problem, className = "err" }: RefusalProps) {
  if (problem === null) return null;
  const { message, requestId = null } = problem;
  return (
    <span className={className} role="alert">
      {message} {requestId !== null && <CopyId id={requestId} what="request id" />}
    </span>
  );
}
