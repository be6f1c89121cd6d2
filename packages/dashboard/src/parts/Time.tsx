import { useNow } from "../data/clock.ts";
import { useExactTimes } from "../data/exact-times.ts";
import { exactText, fullText, futureText, pastText } from "../words/times.ts";

interface TimeProps {
  readonly at: string;
  /** Always with seconds: where the order at the second matters. */
  readonly exact?: boolean;
}

/** A time as people say it, exact on demand, with local time, UTC and seconds on hover. */
export function Time({ at, exact = false }: TimeProps) {
  const now = useNow();
  const exactEverywhere = useExactTimes();
  const ms = new Date(at).getTime();
  const text =
    exact || exactEverywhere ? exactText(ms, now) : ms > now + 1_000 ? futureText(ms, now) : pastText(ms, now);
  return (
    <time dateTime={at} title={fullText(ms)}>
      {text}
    </time>
  );
}
