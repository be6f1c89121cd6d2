interface EmphasizedProps {
  readonly text: string;
  /** A part of the text; null for none. */
  readonly words: string | null;
}

/** A sentence with the words that are looked for in it. */
export function Emphasized({ text, words }: EmphasizedProps) {
  const [before = "", ...after] = words === null ? [text] : text.split(words);
  return (
    <>
      {before}
      {after.length > 0 && <b>{words}</b>}
      {after.join(words ?? "")}
    </>
  );
}
