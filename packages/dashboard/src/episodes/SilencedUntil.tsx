import type { OpenAlert } from "@plimsoll/client";
import { Time } from "../parts/Time.tsx";

interface SilencedUntilProps {
  /** An open alert or an episode. */
  readonly of: Pick<OpenAlert, "silenced_until" | "silenced_until_recovered">;
}

/** "silenced until 18:00", "silenced until recovered"; nothing where no silence holds. */
export function SilencedUntil({ of }: SilencedUntilProps) {
  const { silenced_until: until, silenced_until_recovered: untilRecovered } = of;
  if (until === null) return null;
  return <span>silenced until {untilRecovered ? "recovered" : <Time at={until} />}</span>;
}
