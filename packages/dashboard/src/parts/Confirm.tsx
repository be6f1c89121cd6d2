import { AlertDialog } from "@base-ui/react/alert-dialog";
import { isNameTyped } from "@plimsoll/core";
import { useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useAct } from "../data/act.ts";
import { WrongInput } from "../data/problems.ts";
import { BusyWords } from "./BusyWords.tsx";
import { Refusal } from "./Refusal.tsx";

export interface ConfirmProps {
  readonly title: string;
  readonly consequence: string;
  /** The harmless button, which has the focus. */
  readonly keep: string;
  /** Null where there is nothing left to do. */
  readonly go: string | null;
  /** The name to type, for what cannot be made again. */
  readonly typeName?: string;
  /** False for what is reviewed rather than feared. */
  readonly harmful?: boolean;
  readonly children?: ReactNode;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Names the thing and the consequence before something that hurts. */
export function Confirm(props: ConfirmProps) {
  const { title, consequence, keep, go, typeName, harmful = true, children, act, onClose } = props;
  const [typed, setTyped] = useState("");
  const harmless = useRef<HTMLButtonElement>(null);
  const { run, isRunning, problem } = useAct(async () => {
    if (typeName !== undefined && !isNameTyped(typeName, typed)) throw new WrongInput("", "The name typed is another.");
    await act();
    onClose();
  });
  // The button that was pressed is gone.
  useLayoutEffect(() => {
    if (go === null) harmless.current?.focus();
  }, [go]);
  // What is on its way cannot be kept from being done.
  const close = (): void => {
    if (!isRunning) onClose();
  };
  return (
    <AlertDialog.Root open onOpenChange={(open) => open || close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="scrim" />
        <AlertDialog.Popup className="dialog narrow" initialFocus={harmless}>
          <div className="dh">
            <div>
              <AlertDialog.Title>{title}</AlertDialog.Title>
              <AlertDialog.Description className="soft">{consequence}</AlertDialog.Description>
            </div>
          </div>
          {children}
          {typeName !== undefined && (
            <label className="small-field pad">
              <span>Type the name to confirm</span>
              <span className="field">
                <input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
              </span>
            </label>
          )}
          <Refusal className="err pad" problem={problem} />
          <footer>
            <span className="grow" />
            <button type="button" className="btn" ref={harmless} aria-disabled={isRunning} onClick={close}>
              {keep}
            </button>
            {go !== null && (
              <button
                type="button"
                className={harmful ? "btn d" : "btn p"}
                aria-disabled={isRunning}
                onClick={() => void run()}
              >
                <BusyWords isBusy={isRunning}>{go}</BusyWords>
              </button>
            )}
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
