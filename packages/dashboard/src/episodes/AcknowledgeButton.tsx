import { useHandOver } from "../parts/use-hand-over.ts";
import { acknowledge } from "./acknowledge.ts";
import { sentence } from "../words/isolated.ts";

interface AcknowledgeButtonProps {
  readonly episodeId: string;
  readonly wallet: string;
  readonly primary?: boolean;
}

/** Takes an alert in hand, by click or the key `a`. */
export function AcknowledgeButton({ episodeId, wallet, primary = false }: AcknowledgeButtonProps) {
  const button = useHandOver<HTMLButtonElement>();
  return (
    <button
      ref={button}
      type="button"
      className={primary ? "btn s p" : "btn s"}
      data-shortcut="a"
      data-verb={sentence`Acknowledge ${wallet}`}
      onClick={() => void acknowledge({ episodeId, wallet })}
    >
      Acknowledge
    </button>
  );
}
