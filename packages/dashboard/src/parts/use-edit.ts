import type { PutOptions } from "@plimsoll/client";
import { useState, type ReactNode } from "react";
import { readAndWrite } from "../data/read-and-write.ts";

/** What a form says, setting by setting, to be compared with another; `shown` in the place of the value. */
export type Rows = readonly (readonly [setting: string, value: string, shown?: ReactNode])[];

/** `save` throws it when someone else has saved other settings: nothing is written, and both versions are shown. */
export class SavedMeanwhile extends Error {}

/** Both versions. */
export interface Conflicting {
  readonly theirs: Rows;
  readonly mine: Rows;
  /** Fills the form with theirs. */
  readonly take: () => void;
}

interface Edited<Resource extends object, Form extends object> {
  /** What the form begins with; null: there is none yet. */
  readonly resource: Resource | null;
  readonly formOf: (resource: Resource | null) => Form;
  readonly rowsOf: (form: Form) => Rows;
  /** Reads what is stored now, with its ETag; null when there is none. */
  readonly read: () => Promise<Resource | null>;
  readonly same?: (a: Form, b: Form) => boolean;
  /** Whether a form in which nothing is typed shows what others save. */
  readonly isLive?: boolean;
}

export interface Edit<Resource extends object, Form extends object> {
  readonly form: Form;
  readonly set: (part: Partial<Form>) => void;
  readonly isChanged: boolean;
  /** Null unless someone else has saved meanwhile. */
  readonly conflict: Conflicting | null;
  /**
   * Saves unless someone else has saved since the form was filled; what the form does not show may have changed. `send`
   * passes the options on, so that no one comes in between.
   */
  readonly save: <Saved extends Resource>(send: (options: PutOptions) => Promise<Saved>) => Promise<Saved>;
}

/** A form of something that others may edit too. */
export function useEdit<Resource extends object, Form extends object>({
  resource,
  formOf,
  rowsOf,
  read,
  same = sameText,
  isLive = false,
}: Edited<Resource, Form>): Edit<Resource, Form> {
  const shown = formOf(resource);
  const [latest, setLatest] = useState(shown);
  const [base, setBase] = useState(shown);
  const [form, setForm] = useState(shown);
  const [theirs, setTheirs] = useState<Form | null>(null);
  const isChanged = !same(form, base);
  const fill = (stored: Form): void => {
    setBase(stored);
    setForm(stored);
    setTheirs(null);
  };
  if (isLive && !same(shown, latest)) {
    setLatest(shown);
    if (!isChanged) fill(shown);
  }
  const save = async <Saved extends Resource>(send: (options: PutOptions) => Promise<Saved>): Promise<Saved> => {
    const saved = await readAndWrite(read, async (present, options) => {
      const stored = formOf(present);
      // Theirs may be mine already, when the answer to what I saved was lost.
      if (!same(stored, base) && !same(stored, form)) {
        setBase(stored);
        setTheirs(stored);
        throw new SavedMeanwhile();
      }
      return send(options);
    });
    fill(formOf(saved));
    return saved;
  };
  return {
    form,
    set: (part) => setForm((before) => ({ ...before, ...part })),
    isChanged,
    conflict: theirs && { theirs: rowsOf(theirs), mine: rowsOf(form), take: () => fill(theirs) },
    save,
  };
}

function sameText(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
