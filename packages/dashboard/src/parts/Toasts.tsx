import { problemText } from "../data/problems.ts";
import { Store, useStore } from "../data/store.ts";
import { Icon } from "./Icon.tsx";

/** @nolimit Time for which a toast stays. */
const SHOWN_MS = 6_000;

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
  readonly undoWord?: string;
  readonly isRefusal: boolean;
}

const toasts = new Store<readonly Toast[]>([]);
let next = 1;
/** Toasts under the pointer or with the focus stay. */
const held = new Set<number>();
/** What had the focus before a toast. */
let before: HTMLElement | null = null;

/** Says what has finished elsewhere than under the cursor. */
export function toast(text: string, undo?: () => void, undoWord = "Undo"): void {
  add({ text, undo, undoWord, isRefusal: false });
}

/** Says why something was not done, after what that was. */
export function toastRefusal(error: unknown, what?: string): void {
  const why = problemText(error);
  add({ text: what === undefined ? why : `${what}: ${why}`, isRefusal: true });
}

function add(said: Omit<Toast, "id">): void {
  const id = next++;
  toasts.set([...toasts.value, { id, ...said }]);
  dismissLater(id);
}

function dismissLater(id: number): void {
  setTimeout(() => {
    if (!held.has(id)) dismiss(id);
  }, SHOWN_MS);
}

function dismiss(id: number): void {
  held.delete(id);
  toasts.set(toasts.value.filter((each) => each.id !== id));
}

function hold(id: number): void {
  held.add(id);
}

function release(id: number): void {
  if (held.delete(id)) dismissLater(id);
}

export function Toasts() {
  return (
    <div className="toasts" role="status">
      {useStore(toasts).map(({ id, text, undo, undoWord, isRefusal }) => (
        <div
          key={id}
          className="toast"
          onPointerEnter={() => hold(id)}
          onPointerLeave={() => release(id)}
          onFocus={({ relatedTarget }) => {
            before = relatedTarget instanceof HTMLElement ? relatedTarget : null;
            hold(id);
          }}
          onBlur={() => release(id)}
        >
          <Icon name={isRefusal ? "warning" : "check"} />
          <span>{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              className="undo"
              onClick={() => {
                undo();
                before?.focus();
                dismiss(id);
              }}
            >
              {undoWord}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
