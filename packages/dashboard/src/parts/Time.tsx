import { useNow } from "../data/clock.ts";
import { exactTimes } from "../data/choices.ts";
import { useStore } from "../data/store.ts";
import { exactText, futureText, lengthText, pastText, sinceText } from "../words/times.ts";

interface TimeProps {
  readonly at: string;
  /** Always with seconds: where the order at the second matters. */
  readonly exact?: boolean;
  /** By the clock, to the minute: since when something lasts, and what happened in the course of a day. */
  readonly since?: boolean;
}

/** What is in a link or a button has the focus with it. */
function reachable(element: HTMLElement | null): void {
  if (element !== null && element.closest("a, button, summary, label, [role=option]") === null) element.tabIndex = 0;
}

/** A time as people say it, exact on demand; under the pointer or the focus the time card says it in full. */
export function Time({ at, exact = false, since = false }: TimeProps) {
  const now = useNow();
  const exactEverywhere = useStore(exactTimes);
  const ms = new Date(at).getTime();
  const relative = since ? sinceText : ms > now + 1_000 ? futureText : pastText;
  return (
    <time dateTime={at} ref={reachable}>
      {exact || exactEverywhere ? exactText(ms, now) : relative(ms, now)}
    </time>
  );
}

interface LengthProps {
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
}

/** How long something lasted or, while it lasts, has lasted: that ticks alone, without the page around it. */
export function Length({ from, to }: LengthProps) {
  if (to === null) return <Age since={from} />;
  return lengthText(new Date(to).getTime() - new Date(from).getTime());
}

function Age({ since }: { readonly since: string }) {
  return lengthText(useNow() - new Date(since).getTime());
}
