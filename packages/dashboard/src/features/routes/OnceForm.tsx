import { useState, type ReactNode } from "react";
import { queries } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Form } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";
import type { Conflicting } from "../../parts/use-edit.ts";

interface OnceFormProps {
  readonly noun: "digest" | "heartbeat";
  readonly exists: boolean;
  /** Beside the buttons. */
  readonly about: ReactNode;
  readonly save: () => Promise<object>;
  readonly end: () => Promise<unknown>;
  /** What ending it means. */
  readonly consequence: string;
  readonly conflict: Conflicting | null;
  readonly children: ReactNode;
}

/** The settings of what an account has once or not at all: saving makes it, and it can be ended. */
export function OnceForm({ noun, exists, about, save, end, consequence, conflict, children }: OnceFormProps) {
  const [isEnding, setIsEnding] = useState(false);
  const act = async (): Promise<void> => {
    queries.setQueryData([noun], await save());
    toast(`The ${noun} is saved.`);
  };
  return (
    <>
      <Form
        act={act}
        conflict={conflict}
        className="pad form-columns"
        footer={(isBusy) => (
          <p className="acts pad top-line">
            <button type="submit" className="btn" aria-disabled={isBusy}>
              <BusyWords isBusy={isBusy}>Save {noun}</BusyWords>
            </button>
            {exists && (
              <button type="button" className="btn q" onClick={() => setIsEnding(true)}>
                End {noun}
              </button>
            )}
            <span className="sub grow">{about}</span>
          </p>
        )}
      >
        {children}
      </Form>
      {isEnding && (
        <Confirm
          title={`End the ${noun}?`}
          consequence={consequence}
          keep={`Keep ${noun}`}
          go={`End ${noun}`}
          act={async () => {
            await end();
            queries.setQueryData([noun], null);
          }}
          onClose={() => setIsEnding(false)}
        />
      )}
    </>
  );
}
