import { useSyncExternalStore } from "react";
import { Icon } from "./Icon.tsx";

/** @nolimit Time for which a toast stays. */
const SHOWN_MS = 6_000;

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

let toasts: readonly Toast[] = [];
let next = 1;
const watchers = new Set<() => void>();

function set(change: readonly Toast[]): void {
  toasts = change;
  for (const watcher of watchers) watcher();
}

/** Says what has finished elsewhere than under the cursor. */
export function toast(text: string, undo?: () => void): void {
  const id = next++;
  set([...toasts, { id, text, undo }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  set(toasts.filter((each) => each.id !== id));
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function Toasts() {
  const shown = useSyncExternalStore(watch, () => toasts);
  return (
    <div className="toasts" role="status">
      {shown.map(({ id, text, undo }) => (
        <div key={id} className="toast">
          <Icon name="check" />
          <span>{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              className="undo"
              onClick={() => {
                undo();
                dismiss(id);
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
