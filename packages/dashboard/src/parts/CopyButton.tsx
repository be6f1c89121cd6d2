import { useState } from "react";
import { Icon } from "./Icon.tsx";
import { Isolated } from "./Isolated.tsx";

/** @nolimit Time for which a button says whether it has copied. */
const SAID_MS = 2_000;

interface CopyProps {
  /** The text, or what reads it when it is wanted. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  readonly primary?: boolean;
  /** Within a sentence. */
  readonly inline?: boolean;
  /** The key that presses it. */
  readonly shortcut?: string;
  /** As the palette offers it: with what it is about. */
  readonly verb?: string;
}

/** Copies a text and says so in place. */
export function CopyButton({ text, label, primary = false, inline = false, shortcut, verb }: CopyProps) {
  const { said, copy } = useCopy(text);
  return (
    <button
      type="button"
      className={inline ? "link" : `btn s ${primary ? "p" : ""}`}
      data-shortcut={shortcut}
      data-verb={verb}
      onClick={copy}
    >
      {!inline && <Icon name="copy" size={14} />}
      {said ?? label}
    </button>
  );
}

interface CopyIconProps {
  readonly text: string;
  /** What it copies: "request id". */
  readonly what: string;
}

/** Beside an id, an amount or a URL, which it copies. */
export function CopyIcon({ text, what }: CopyIconProps) {
  const { said, copy } = useCopy(text);
  return (
    <button
      type="button"
      className="copy-icon"
      aria-label={said ?? `Copy ${what}`}
      title={`Copy ${what}`}
      onClick={copy}
    >
      {said === null ? <Icon name="copy" size={14} /> : <span>{said}</span>}
    </button>
  );
}

/** An id as it is, with the icon that copies it. */
export function CopyId({ id, what = "id" }: { readonly id: string; readonly what?: string }) {
  return (
    <span className="copied">
      <Isolated className="mono">{id}</Isolated>
      <CopyIcon text={id} what={what} />
    </span>
  );
}

function useCopy(text: CopyProps["text"]) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await copyText(typeof text === "string" ? text : await text());
      setSaid("Copied");
    } catch {
      setSaid("Not copied");
    }
    setTimeout(() => setSaid(null), SAID_MS);
  };
  return { said, copy: () => void copy() };
}

/** The clipboard needs a secure page; on a plain one of the local network a selection does. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
