import { useEffect, useState } from "react";
import { useNow } from "../data/clock.ts";
import { fullTexts } from "../words/times.ts";

const ID = "time-card";
/** @nolimit The distance of the card from its time and from the window, in pixels. */
const GAP_PX = 6;
/** @nolimit What the card needs at most, in pixels. */
const WIDTH_PX = 300;
const HEIGHT_PX = 84;

/** The time under the pointer or the focus in full: local, UTC and age. One card serves every time of the application. */
export function TimeCard() {
  const [time, setTime] = useState<HTMLTimeElement | null>(null);
  useEffect(() => {
    const point = ({ target }: Event): void => {
      if (!(target instanceof Element) || target.closest(`#${ID}`) !== null) return;
      const found = target.closest("time");
      setTime((before) => found ?? focusedTime(before));
    };
    const focus = (): void => setTime(focusedTime(null));
    const leave = (): void => setTime(null);
    const press = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") leave();
    };
    addEventListener("pointerover", point);
    addEventListener("focusin", focus);
    addEventListener("focusout", leave);
    addEventListener("keydown", press, { capture: true });
    addEventListener("scroll", leave, { capture: true, passive: true });
    return () => {
      removeEventListener("pointerover", point);
      removeEventListener("focusin", focus);
      removeEventListener("focusout", leave);
      removeEventListener("keydown", press, { capture: true });
      removeEventListener("scroll", leave, { capture: true });
    };
  }, []);
  useEffect(() => {
    time?.setAttribute("aria-describedby", ID);
    return () => time?.removeAttribute("aria-describedby");
  }, [time]);
  return time === null ? null : <Card key={time.dateTime} time={time} />;
}

/** The time that has the focus by the keyboard, or that is in what has it; only where it was the one that is shown, if given. */
function focusedTime(shown: HTMLTimeElement | null): HTMLTimeElement | null {
  const focused = document.activeElement;
  if (focused === null || !focused.matches("time:focus-visible, a:focus-visible, button:focus-visible")) return null;
  const found = focused instanceof HTMLTimeElement ? focused : focused.querySelector("time");
  return shown === null || found === shown ? found : null;
}

function Card({ time }: { readonly time: HTMLTimeElement }) {
  const now = useNow();
  const { left, top, bottom } = time.getBoundingClientRect();
  const isBelow = bottom + GAP_PX + HEIGHT_PX < innerHeight;
  const style = {
    left: Math.max(GAP_PX, Math.min(left, innerWidth - WIDTH_PX - GAP_PX)),
    top: isBelow ? bottom + GAP_PX : Math.max(GAP_PX, top - GAP_PX - HEIGHT_PX),
  };
  return (
    <dl id={ID} role="tooltip" className="time-card" style={style}>
      {fullTexts(new Date(time.dateTime).getTime(), now).map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
