interface ShortcutProps {
  readonly letter: string;
  /** What the palette calls it. */
  readonly verb: string;
  readonly onPress: () => void;
}

/** A key of a page whose visible button is in a menu: keys and the palette press this one. */
export function Shortcut({ letter, verb, onPress }: ShortcutProps) {
  return (
    <button
      type="button"
      className="sr"
      data-shortcut={letter}
      data-verb={verb}
      tabIndex={-1}
      aria-hidden="true"
      onClick={onPress}
    />
  );
}
