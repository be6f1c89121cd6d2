import type { Episode } from "@plimsoll/client";
import { Icon } from "../parts/Icon.tsx";
import { Isolated } from "../parts/Isolated.tsx";
import { Time } from "../parts/Time.tsx";

interface AcknowledgedProps {
  readonly acknowledged: Episode["acknowledged"];
}

/** Who has an alert in hand, in one line; in red that it is no one. */
export function Acknowledged({ acknowledged }: AcknowledgedProps) {
  if (acknowledged === null) return <span className="missing">not acknowledged</span>;
  return (
    <span className="in-hand">
      <Icon name="check" size={14} />
      <span>
        acknowledged by <Isolated>{acknowledged.by}</Isolated>
        {acknowledged.until !== null && (
          <>
            , until <Time at={acknowledged.until} />
          </>
        )}
      </span>
    </span>
  );
}
