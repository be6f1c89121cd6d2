import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { Answer, type Openable } from "./Answers.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { OPEN_ROW_LINK } from "./rows.ts";

interface DrawerProps<T> {
  /** What a row of the list is. */
  readonly name: Openable;
  readonly query: UseQueryResult<T>;
  /** Beside the button that closes it. */
  readonly head: (data: T) => ReactNode;
  readonly children: (data: T) => ReactNode;
  readonly onClose: () => void;
  /** Where the drawer can walk through its list. */
  readonly steps?: DrawerSteps;
}

/** Open the rows before and after this one; null at an end of the list. */
export interface DrawerSteps {
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

/** The steps from one row of a list to those beside it. */
export function stepsAmong(ids: readonly string[], id: string, open: (id: string) => void): DrawerSteps {
  const at = ids.indexOf(id);
  const to = (other: string | undefined) => (at === -1 || other === undefined ? null : () => open(other));
  return { previous: to(ids[at - 1]), next: to(ids[at + 1]) };
}

/** One row beside its list, which stays usable. Its URL is its own. Enter on its row leads into it. */
export function Drawer<T>({ name, query, head, children, onClose, steps }: DrawerProps<T>) {
  const drawer = useRef<HTMLElement>(null);
  useLayoutEffect(
    () => () => {
      // The focus would go with what had it.
      if (drawer.current?.contains(document.activeElement)) document.querySelector<HTMLElement>(OPEN_ROW_LINK)?.focus();
    },
    [],
  );
  return (
    <aside className="drawer" aria-label={name} tabIndex={-1} ref={drawer}>
      <header>
        {query.data !== undefined && head(query.data)}
        <span className="sp" />
        {steps !== undefined && (
          <>
            <Step label="Previous" icon="up" go={steps.previous} />
            <Step label="Next" icon="down" go={steps.next} />
          </>
        )}
        <button type="button" className="btn s q i" aria-label="Close" data-shortcut="Escape" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <Answer what={`This ${name.toLowerCase()}`} query={query}>
        {children}
      </Answer>
    </aside>
  );
}

interface StepProps {
  readonly label: "Previous" | "Next";
  readonly icon: IconName;
  readonly go: (() => void) | null;
}

/** The step that was pressed last, and whose button in the next row's drawer gets the focus. */
let pressed: StepProps["label"] | null = null;

/** Keeps the focus at an end of the list. */
function Step({ label, icon, go }: StepProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (pressed !== label) return;
    pressed = null;
    button.current?.focus();
  });
  const press = (): void => {
    if (go === null) return;
    pressed = label;
    go();
  };
  return (
    <button
      type="button"
      className="btn s q i"
      aria-label={label}
      aria-disabled={go === null}
      ref={button}
      onClick={press}
    >
      <Icon name={icon} size={14} />
    </button>
  );
}
