import { etagOf, type EditOptions } from "@plimsoll/client";
import { useEffect, useState } from "react";
import { isMissing } from "../data/or-null.ts";
import { WrongInput } from "../data/problems.ts";
import { refresh } from "../data/queries.ts";
import { isOutdated } from "../data/read-and-write.ts";
import { Confirm, type ConfirmProps } from "./Confirm.tsx";

const CHANGED = "Someone else has changed it meanwhile. Nothing is done yet: this is how it is now.";
const DONE = "It was changed meanwhile: nothing is left to do.";

interface Question extends Omit<ConfirmProps, "act" | "onClose" | "go"> {
  readonly go: string;
  /** Where it is as `act` would make it: a sentence that says so. */
  readonly already?: string | false;
}

interface ConfirmEditProps<Resource extends object> {
  /** As the page shows it. */
  readonly resource: Resource;
  /** Reads what is stored now, with its ETag. */
  readonly read: () => Promise<Resource>;
  /** The question. Only its words may depend on what others change; `act` does the same whatever they do. */
  readonly says: (resource: Resource) => Question;
  readonly act: (options: EditOptions) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A question about what others may edit too: it is done to what the question shows, and to nothing else. */
export function ConfirmEdit<Resource extends object>({
  resource,
  read,
  says,
  act,
  onClose,
}: ConfirmEditProps<Resource>) {
  const [latest, setLatest] = useState<Resource | null>(null);
  const [isGone, setIsGone] = useState(false);
  const said = says(latest ?? resource);
  useEffect(() => {
    let isOpen = true;
    const show = (stored: Resource): void => {
      if (isOpen) setLatest((before) => before ?? stored);
    };
    // What cannot be read now is read again before anything is done.
    read().then(show, (error: unknown) => isOpen && setIsGone(isMissing(error)));
    return () => void (isOpen = false);
  }, []);
  const askAgain = (stored: Resource): never => {
    setLatest(stored);
    void refresh();
    throw new WrongInput("", says(stored).already ? DONE : CHANGED);
  };
  const actOnShown = async (): Promise<void> => {
    const stored = latest ?? (await read());
    if (JSON.stringify(says(stored)) !== JSON.stringify(said)) askAgain(stored);
    try {
      await act({ ifMatch: etagOf(stored) });
    } catch (error) {
      if (!isOutdated(error)) throw error;
      askAgain(await read());
    }
  };
  const actOnPresent = async (): Promise<void> => {
    try {
      await actOnShown();
    } catch (error) {
      if (!isMissing(error)) throw error;
      setIsGone(true);
      void refresh();
      throw new WrongInput("", DONE);
    }
  };
  const { already = false, ...question } = said;
  const done = isGone ? "It does not exist any more." : already;
  if (done === false) return <Confirm {...question} act={actOnPresent} onClose={onClose} />;
  const { typeName: _, ...rest } = question;
  return <Confirm {...rest} consequence={done} keep="Close" go={null} act={actOnPresent} onClose={onClose} />;
}
