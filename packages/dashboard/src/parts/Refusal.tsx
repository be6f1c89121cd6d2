import { CopyId } from "./CopyButton.tsx";

interface RefusalProps {
  readonly message: string;
  /** Of a request that the server failed at. */
  readonly requestId?: string | null | undefined;
  readonly className?: string;
}

/** Why something was not done. */
export function Refusal({ message, requestId = null, className = "err" }: RefusalProps) {
  return (
    <p className={className} role="alert">
      {message} {requestId !== null && <CopyId id={requestId} what="request id" />}
    </p>
  );
}
