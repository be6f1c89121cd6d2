import { useState } from "react";
import { Icon } from "./Icon.tsx";

/** @nolimit Time for which a button says that it has copied. */
const COPIED_MS = 2_000;

interface CopyProps {
  readonly text: string;
  readonly label: string;
  readonly primary?: boolean;
}

/** Copies a text and says so in place. */
export function CopyButton({ text, label, primary = false }: CopyProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <button type="button" className={`btn s ${primary ? "p" : ""}`} onClick={() => void copy()}>
      <Icon name="copy" size={14} />
      {copied ? "Copied" : label}
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
