import { useNow } from "../data/clock.ts";
import { live, useLive, useLiveStatus } from "../data/live.ts";
import { useSession } from "./session-context.ts";
import { secondsText } from "../words/times.ts";

/** Whether what is shown is of now. */
export function LiveIndicator({ detailed = false }: { readonly detailed?: boolean }) {
  const { status, since, retryAt, perMinute } = useLive();
  const now = useNow();
  if (status === "lost" && since !== null) {
    const seconds = Math.max(0, Math.ceil(((retryAt ?? now) - now) / 1_000));
    return (
      <span className="live lost">
        <span>
          Not live since {secondsText(since)}, retrying in {seconds} s.
          {!detailed && <span className="hide-m"> What you see is from then.</span>}
        </span>
        <button type="button" className="link" onClick={live.now}>
          Now
        </button>
      </span>
    );
  }
  return (
    <span className="live">
      <i />
      {status === "live" ? "Live" : "Catching up"}
      {detailed && (
        <span className="mute end">
          <Pace perMinute={perMinute} />
        </span>
      )}
    </span>
  );
}

/** Of a new account it is said that it has had none. */
function Pace({ perMinute }: { readonly perMinute: number }) {
  const { event_position: position } = useSession();
  return perMinute === 0 && position === 0
    ? "no events yet"
    : `${perMinute} ${perMinute === 1 ? "event" : "events"}/min`;
}

/** On phones, whose pages have no room in their bars, the loss alone. */
export function LostNotice() {
  if (useLiveStatus() !== "lost") return null;
  return (
    <div className="lost-notice">
      <LiveIndicator />
    </div>
  );
}
