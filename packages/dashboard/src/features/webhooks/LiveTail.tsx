import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { afterFailure } from "../../data/again.ts";
import { api } from "../../data/client.ts";
import { live } from "../../data/live.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { NewRows } from "../../parts/NewRows.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useHold } from "../../parts/steady.ts";
import { Time } from "../../parts/Time.tsx";
import { numberText } from "../../words/count.ts";
import { EventSubject } from "./EventSubject.tsx";

/** @limit Dashboard: events that the live tail keeps, shown and waiting together. */
const KEPT = 200;
/** @limit Dashboard: events before the page was opened that the live tail begins with. */
const BEFORE = 20;

interface Tailed {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
}

/** Events as they happen, the newest first. Paused, it says how many wait. */
export function LiveTail() {
  const query = useQuery({
    queryKey: ["tail"],
    queryFn: async ({ signal }): Promise<readonly Tailed[]> =>
      (await api.events.list({ limit: BEFORE }, { signal }).page()).items,
    staleTime: Infinity,
    refetchInterval: afterFailure,
    gcTime: 0,
  });
  const [isPaused, setIsPaused] = useState(false);
  const [shown, setShown] = useState<readonly Tailed[]>([]);
  const [waiting, setWaiting] = useState<readonly Tailed[]>([]);
  const hold = useHold({ whenScrolled: true });
  const isWaiting = isPaused || hold.isHeld;
  const pause = useRef(isWaiting);
  pause.current = isWaiting;
  useEffect(
    () =>
      live.onEvents((events) => {
        const newest = events.map((event) => event as Tailed).toReversed();
        const add = pause.current ? setWaiting : setShown;
        add((before) => [...newest, ...before].slice(0, KEPT));
      }),
    [],
  );
  const show = (): void => {
    setShown([...waiting, ...shown].slice(0, KEPT));
    setWaiting([]);
  };
  if (!isWaiting && waiting.length > 0) show();
  return (
    <Panel
      title="Live tail"
      note={
        isPaused
          ? `paused, ${numberText(waiting.length)}${waiting.length === KEPT ? " or more" : ""} wait`
          : "every event of the account"
      }
      actions={
        <button type="button" className="btn s" onClick={() => setIsPaused(!isPaused)}>
          {isPaused ? "Resume tail" : "Pause tail"}
        </button>
      }
    >
      <Answer what="The events" query={query}>
        {(before) => {
          const known = new Set(shown.map(({ id }) => id));
          const all = [...shown, ...before.filter(({ id }) => !known.has(id))].slice(0, KEPT);
          if (all.length === 0) {
            return (
              <Empty title="No event yet.">
                What happens appears here at once, and is sent to endpoints that subscribe to it.
              </Empty>
            );
          }
          return (
            <>
              {!isPaused && <NewRows count={waiting.length} noun="event" bound={KEPT} onShow={show} />}
              <ol className="tail" tabIndex={0} aria-label="Events, newest first" ref={hold.ref}>
                {all.map((event) => (
                  <li key={event.id}>
                    <Time at={event.created_at} exact />
                    <span className="name">{event.type}</span>
                    <EventSubject event={event} />
                    <span className="mono end hide-s">{event.id}</span>
                  </li>
                ))}
              </ol>
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
