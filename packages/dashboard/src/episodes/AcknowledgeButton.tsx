import { acknowledge } from "./acknowledge.ts";

interface AcknowledgeButtonProps {
  readonly episodeId: string;
  readonly wallet: string;
  readonly primary?: boolean;
}

/** Takes an alert in hand, by click or the key `a`. */
export function AcknowledgeButton({ episodeId, wallet, primary = false }: AcknowledgeButtonProps) {
  return (
    <button
      type="button"
      className={primary ? "btn s p" : "btn s"}
      data-shortcut="a"
      data-verb={`Acknowledge ${wallet}`}
      onClick={() => void acknowledge({ episodeId, wallet })}
    >
      Acknowledge
    </button>
  );
}
