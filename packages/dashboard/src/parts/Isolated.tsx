import { byHidden } from "@plimsoll/core";

interface IsolatedProps {
  readonly children: string;
  readonly className?: string | undefined;
}

/** A text of others, such as a name, which leaves the order of what is around it as it is. */
export function Isolated({ children, className }: IsolatedProps) {
  return (
    <bdi className={className}>
      <Visible text={children} />
    </bdi>
  );
}

/**
 * A text of others with a mark where a character shows nothing of itself, so that it does not read as another text. What
 * is selected and copied has the character.
 */
export function Visible({ text }: { readonly text: string }) {
  return byHidden(text).map((piece, index) => (index % 2 === 0 ? piece : <Hidden key={index} character={piece} />));
}

function Hidden({ character }: { readonly character: string }) {
  const codePoint = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const label = `hidden character U+${codePoint}`;
  return (
    <span className="hidden-char" role="img" aria-label={label} title={label}>
      {character}
    </span>
  );
}
