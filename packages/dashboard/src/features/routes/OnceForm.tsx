import type { EditOptions } from "@plimsoll/client";
import { useState, type ReactNode } from "react";
import { queries } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { Form } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";
import type { Conflicting } from "../../parts/use-edit.ts";

interface OnceFormProps<Resource extends object> {
  readonly noun: "digest" | "heartbeat";
  /** Null while there is none. */
  readonly resource: Resource | null;
  readonly read: () => Promise<Resource>;
  /** Beside the buttons. */
  readonly about: ReactNode;
  readonly save: () => Promise<object>;
  readonly end: (options: EditOptions) => Promise<unknown>;
  /** What ending it means. */
  readonly consequence: (of: Resource) => string;
  readonly conflict: Conflicting | null;
  readonly children: ReactNode;
}

/** The settings of what an account has once or not at all: saving makes it, and it can be ended. */
export function OnceForm<Resource extends object>(props: OnceFormProps<Resource>) {
  const { noun, resource, read, about, save, end, consequence, conflict, children } = props;
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
            {resource !== null && (
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
      {isEnding && resource !== null && (
        <ConfirmEdit
          resource={resource}
          read={read}
          says={(of) => ({
            title: `End the ${noun}?`,
            consequence: consequence(of),
            keep: `Keep ${noun}`,
            go: `End ${noun}`,
          })}
          act={async (options) => {
            await end(options);
            queries.setQueryData([noun], null);
          }}
          onClose={() => setIsEnding(false)}
        />
      )}
    </>
  );
}
