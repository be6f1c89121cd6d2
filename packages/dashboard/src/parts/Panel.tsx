import { useId, type ReactNode } from "react";

interface PanelProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with its heading; a region named after it. */
export function Panel({ title, note, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="sub">{note}</span>}
        <span className="sp" />
        {actions}
      </header>
      {children}
    </section>
  );
}
