import type { Episode } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../data/client.ts";
import { CHANGED, refresh } from "../data/queries.ts";
import { FormDialog } from "../parts/FormDialog.tsx";
import { TextField, wholeNumber } from "../parts/Form.tsx";
import { toast } from "../parts/Toasts.tsx";
import { requestOf, restore, type Named } from "./acknowledge.ts";
import { sentence } from "../words/isolated.ts";

interface AcknowledgeNoteProps extends Named {
  /** What is changed; null: nobody has acknowledged. */
  readonly acknowledged: Episode["acknowledged"];
  readonly onClose: () => void;
}

/** Acknowledges with words for the others, and for how long it holds. */
export default function AcknowledgeNote({ episodeId, wallet, acknowledged, onClose }: AcknowledgeNoteProps) {
  const [before] = useState(acknowledged);
  const [left] = useState(() => String(requestOf(before).minutes ?? ""));
  const [note, setNote] = useState(before?.note ?? "");
  const [minutes, setMinutes] = useState(left);
  const typedMinutes = (): number | null => {
    // Untouched, it keeps its end: less is left than when the form was opened.
    if (minutes === left) return requestOf(before).minutes;
    return minutes.trim() === "" ? null : wholeNumber("minutes", minutes);
  };
  const act = async (): Promise<void> => {
    await api.episodes.acknowledge(episodeId, {
      note: note.trim() === "" ? null : note.trim(),
      minutes: typedMinutes(),
    });
    void refresh(...CHANGED.episode);
    toast(sentence`${wallet} acknowledged.`, () => void restore({ episodeId, wallet }, before));
  };
  return (
    <FormDialog
      title={sentence`Acknowledge ${wallet}`}
      about="Reminders and escalations stop. PagerDuty's incident is acknowledged too."
      submit="Acknowledge"
      act={act}
      onClose={onClose}
    >
      <TextField
        name="note"
        label="Note"
        rows={3}
        value={note}
        onChange={setNote}
        hint="What is being done about it."
      />
      <TextField
        name="minutes"
        label="Holds for"
        inputMode="numeric"
        unit="minutes"
        value={minutes}
        onChange={setMinutes}
        hint="Empty: until the alert ends or becomes worse."
      />
    </FormDialog>
  );
}
