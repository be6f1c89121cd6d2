import { Dialog } from "@base-ui/react/dialog";
import { useState, type ReactNode } from "react";
import { BusyWords } from "./BusyWords.tsx";
import { Form } from "./Form.tsx";
import { LeavingQuestion } from "./LeavingQuestion.tsx";
import type { Edit } from "./use-edit.ts";
import { useLeaving } from "./use-leaving.ts";

interface FormDialogProps {
  readonly title: string;
  readonly about?: ReactNode;
  /** Verb and object. */
  readonly submit: string;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What is edited, when others may edit it too. */
  readonly edit?: Pick<Edit<object, object>, "isChanged" | "conflict">;
  /** For a form with many fields. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A form in a dialog, which asks before it discards what was typed, and closes when the server has accepted it. */
export function FormDialog({ title, about, submit, act, onClose, edit, isWide = false, children }: FormDialogProps) {
  const [isTyped, setIsTyped] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const { isAsking, leave, stay, discard } = useLeaving(edit?.isChanged ?? isTyped, isSaving, onClose);
  return (
    <Dialog.Root open onOpenChange={(open) => open || leave()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className={isWide ? "dialog" : "dialog narrow"}>
          <div className="dh">
            <div>
              <Dialog.Title>{title}</Dialog.Title>
              {about !== undefined && <Dialog.Description className="soft">{about}</Dialog.Description>}
            </div>
          </div>
          <div onInput={() => setIsTyped(true)}>
            <Form
              conflict={isAsking ? null : (edit?.conflict ?? null)}
              act={async () => {
                await act();
                onClose();
              }}
              onBusy={setIsSaving}
              footer={(isBusy) =>
                isAsking ? (
                  <footer>
                    <LeavingQuestion onStay={stay} onDiscard={discard} />
                  </footer>
                ) : (
                  <footer>
                    <button type="button" className="btn" aria-disabled={isBusy} onClick={leave}>
                      Cancel
                    </button>
                    <button type="submit" className="btn p" aria-disabled={isBusy}>
                      <BusyWords isBusy={isBusy}>{submit}</BusyWords>
                    </button>
                  </footer>
                )
              }
            >
              {children}
            </Form>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
