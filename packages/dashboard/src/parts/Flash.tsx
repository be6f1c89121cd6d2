import { useRef, type ReactNode } from "react";

/** Marks a value that has changed since it was shown, for a moment. */
export function Flash({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  const shown = useRef({ value, changes: 0 });
  if (shown.current.value !== value) shown.current = { value, changes: shown.current.changes + 1 };
  const { changes } = shown.current;
  return (
    <span key={changes} className={changes === 0 ? undefined : "flash"}>
      {children}
    </span>
  );
}
