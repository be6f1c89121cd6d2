import { useStore } from "../../data/store.ts";
import { Isolated } from "../../parts/Isolated.tsx";
import { counted, numberText } from "../../words/count.ts";
import { replays, stopReplay } from "./replays.ts";

/** How far the replays of this page are, and a way to stop each. */
export function Replaying() {
  return useStore(replays).map(({ endpointId, url, done, total, isStopped }) => (
    <div key={endpointId} className="panel pad replaying">
      <label>
        Replaying {numberText(done)} of {counted(total, "delivery", "deliveries")} to <Isolated>{url}</Isolated>
        <progress value={done} max={Math.max(total, done)} />
      </label>
      <button type="button" className="btn s" aria-disabled={isStopped} onClick={() => stopReplay(endpointId)}>
        {isStopped ? "Stopping…" : "Stop"}
      </button>
    </div>
  ));
}
