interface LeavingQuestionProps {
  readonly onStay: () => void;
  readonly onDiscard: () => void;
}

/** What a dialog with changes asks before it closes, in the place of its buttons; the harmless answer has the focus. */
export function LeavingQuestion({ onStay, onDiscard }: LeavingQuestionProps) {
  return (
    <>
      <span className="grow" role="alert">
        Discard what you changed?
      </span>
      <button key="keep" type="button" className="btn" autoFocus onClick={onStay}>
        Keep editing
      </button>
      <button type="button" className="btn d" onClick={onDiscard}>
        Discard changes
      </button>
    </>
  );
}
