import type { SettingsPreview } from "@plimsoll/client";
import { useEffect, useState } from "react";
import { AGAIN_MS, mayPass } from "../data/again.ts";
import { reasonOf } from "../parts/Answers.tsx";
import type { SettingsForm } from "./form.ts";
import { previewOf, type SettingsSubject } from "./save.ts";

/** @nolimit Time after the last key until the rules are checked. */
const CHECK_AFTER_MS = 300;

interface Preview {
  readonly latest: SettingsPreview | null;
  /** The latest of settings that break no rule. */
  readonly valid: SettingsPreview | null;
  /** Why what saving would do is not known. */
  readonly failure: string | null;
}

/** What saving the form would do, read a moment after each change; `check` runs then as well. */
export function usePreview(subject: SettingsSubject, form: SettingsForm, check: () => void): Preview {
  const [preview, setPreview] = useState<Preview>({ latest: null, valid: null, failure: null });
  useEffect(() => {
    const aborter = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const latest = await previewOf(subject, form, aborter.signal);
        setPreview(({ valid }) => ({ latest, valid: latest.valid ? latest : valid, failure: null }));
      } catch (error) {
        if (aborter.signal.aborted) return;
        setPreview((before) => ({ ...before, failure: reasonOf(error) }));
        if (error instanceof Error && mayPass(error)) timer = setTimeout(() => void ask(), AGAIN_MS);
      }
    };
    let timer = setTimeout(() => {
      check();
      void ask();
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
    // By their contents: the same may be in another object.
  }, [JSON.stringify([subject, form])]);
  return preview;
}
