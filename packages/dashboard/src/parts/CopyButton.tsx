import { useState } from "react";
import { Icon } from "./Icon.tsx";

/** @nolimit Time for which a button says whether it has copied. */
const SAID_MS = 2_000;

interface CopyProps {
  /** The text, or what reads it when it is wanted. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  readonly primary?: boolean;
  /** The key that presses it. */
  readonly shortcut?: string;
  /** As the palette offers it: with what it is about. */
  readonly verb?: string;
}

/** Copies a text and says so in place. */
export function CopyButton({ text, label, primary = false, shortcut, verb }: CopyProps) {
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
  return (
    <button
      type="button"
      className={`btn s ${primary ? "p" : ""}`}
      data-shortcut={shortcut}
      data-verb={verb}
      onClick={() => void copy()}
    >
      <Icon name="copy" size={14} />
      {said ?? label}
    </button>
  );
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
