import { Dialog } from "@base-ui/react/dialog";
import type { AlertSettings, PreviewedWallet, PutOptions, SettingsPreview } from "@plimsoll/client";
import type { LevelName } from "@plimsoll/contract";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { BusyWords } from "../parts/BusyWords.tsx";
import { Conflict, ConflictButtons } from "../parts/Conflict.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Isolated } from "../parts/Isolated.tsx";
import { LeavingQuestion } from "../parts/LeavingQuestion.tsx";
import { Segments } from "../parts/Segments.tsx";
import { Silhouette } from "../parts/State.tsx";
import { StateChange } from "../parts/StateChange.tsx";
import { toast } from "../parts/Toasts.tsx";
import { SavedMeanwhile, useEdit } from "../parts/use-edit.ts";
import { useLeaving } from "../parts/use-leaving.ts";
import { useUnlessPressed } from "../parts/use-unless-pressed.ts";
import { amountText } from "../words/amounts.ts";
import { counted } from "../words/count.ts";
import {
  added,
  formOf,
  hasText,
  isSilent,
  LEVELS,
  PARTS,
  problemsOf,
  removed,
  rowsOf,
  sameForm,
  typed,
  type FormContext,
  type Problems,
  type SettingsForm,
} from "./form.ts";
import { LevelField } from "./LevelField.tsx";
import { previewText } from "./outcome.ts";
import { problemsIn, saved, type SettingsOwner, type SettingsSubject } from "./save.ts";
import { Scale } from "./Scale.tsx";
import { usePreview } from "./use-preview.ts";
import { isolated } from "../words/isolated.ts";

/** What saving would do. */
interface Previewed extends Pick<SettingsPreview, "wallets"> {
  /** These are all wallets that it concerns. */
  readonly isWhole: boolean;
  readonly warnings: NonNullable<SettingsPreview["warnings"]>;
}

function previewedOf({ wallets, wallet_count: count, warnings = [] }: SettingsPreview): Previewed {
  return { wallets, isWhole: wallets.length === count, warnings };
}

interface DialogProps {
  readonly title: string;
  readonly about: string;
  readonly subject: SettingsSubject;
  readonly settings: AlertSettings | null;
  readonly context?: FormContext;
  /** The session's key may not save: the settings are shown, and nothing of them can be changed. */
  readonly readOnly: boolean;
  readonly save: (settings: object, options: PutOptions) => Promise<SettingsOwner>;
  /** Whose settings they are, as it is stored now; null for a default that is not there. */
  readonly read: () => Promise<SettingsOwner | null>;
  readonly onClose: () => void;
}

/** The editor of alert settings, the same for a feature, a wallet and a default. */
export function AlertSettingsDialog({
  title,
  about,
  subject,
  settings,
  context = {},
  readOnly,
  save,
  read,
  onClose,
}: DialogProps) {
  const edit = useEdit<SettingsOwner, SettingsForm>({
    resource: { alert_settings: settings },
    read,
    formOf: (owner) => formOf(owner?.alert_settings ?? null, context),
    rowsOf,
    same: sameForm,
  });
  const { form, conflict } = edit;
  const [latestProblems, setProblems] = useState<Problems>({});
  const touched = useRef(false);
  const previewed = usePreview(subject, form, () => touched.current && setProblems(problemsOf(form, context)));
  const { problems, valid, failure } = useUnlessPressed({ problems: latestProblems, ...previewed });
  const preview = valid && previewedOf(valid);
  const count = previewed.latest?.wallet_count ?? null;
  const [saving, setSaving] = useState(false);
  const [more, setMore] = useState(form.clearMargin !== "" || form.repeatMinutes !== "");
  const { isAsking, leave, stay, discard } = useLeaving(edit.isChanged, saving, onClose);
  const partToFocus = useRef<string | null>(null);
  const popup = useRef<HTMLDivElement>(null);
  const firstField = useRef<HTMLInputElement>(null);
  const check = (): void => setProblems(problemsOf(form, context));

  // As soon as it is there: before the dialog takes the focus that went with what was pressed.
  useLayoutEffect(() => {
    const part = popup.current?.querySelector<HTMLElement>(`[data-part="${partToFocus.current}"]`);
    if (!part) return;
    partToFocus.current = null;
    part.focus();
  });

  const change = (next: SettingsForm): void => {
    touched.current = true;
    partToFocus.current = null;
    edit.set(next);
  };
  const focusPart = (part: string): void => {
    partToFocus.current = part;
  };
  const showProblems = (found: Problems): void => {
    setProblems(found);
    if (found.clear_margin !== undefined || found.repeat_interval !== undefined) setMore(true);
    const first = PARTS.find((part) => found[part] !== undefined);
    // A level that is required and not set has no field; it gets one, to be filled.
    if (first === "critical" && form.levels.critical.kind === "unset") edit.set(added(form, "critical"));
    if (first !== undefined) focusPart(first);
  };
  const submit = async (): Promise<void> => {
    const found = problemsOf(form, context);
    if (Object.keys(found).length > 0) return showProblems(found);
    setSaving(true);
    try {
      toast(await saved(subject, form, (changed) => edit.save((options) => save(changed, options))));
      onClose();
    } catch (error) {
      setSaving(false);
      if (!(error instanceof SavedMeanwhile)) showProblems(problemsIn(error));
    }
  };

  const sign = form.condition === "below" ? "≤" : "≥";
  const unit = { threshold: "", spend_percent: "%", runway_hours: "h" }[form.unit];
  const isBroken = Object.keys(problems).some((part) => part !== "saving");
  const isKnown = !isBroken && failure === null && preview !== null;
  const general = problems.form ?? problems.saving;
  return (
    <Dialog.Root open onOpenChange={(open) => open || leave()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog steady" ref={popup} initialFocus={readOnly ? popup : firstField}>
          <div className="dh">
            <div>
              <Dialog.Title>{title}</Dialog.Title>
              <Dialog.Description className="soft">{about}</Dialog.Description>
            </div>
            <button type="button" className="btn s q i" aria-label="Close" onClick={leave}>
              <Icon name="close" />
            </button>
          </div>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <div className="dgrid">
              <fieldset disabled={readOnly}>
                <label className="switch">
                  <input
                    ref={firstField}
                    type="checkbox"
                    role="switch"
                    aria-label="Enable alerts"
                    checked={form.enabled}
                    onChange={(event) => change({ ...form, enabled: event.target.checked })}
                  />
                  <span>
                    <span className="m">Enable alerts</span>
                    <span className="sub">Off closes open alerts without telling anyone.</span>
                  </span>
                </label>
                <div className="choices">
                  <Segments
                    label="Alert when available is"
                    value={form.condition}
                    choices={[
                      { value: "below", label: "Below ≤" },
                      { value: "above", label: "Above ≥", off: form.unit !== "threshold" },
                    ]}
                    onChange={(condition) => change({ ...form, condition })}
                  />
                  <Segments
                    label="Measured in"
                    value={form.unit}
                    choices={[
                      { value: "threshold", label: "Amount", off: context.relativeOnly ?? false },
                      { value: "spend_percent", label: "% of typical day", off: form.condition === "above" },
                      { value: "runway_hours", label: "Hours of runway", off: form.condition === "above" },
                    ]}
                    onChange={(chosen) => change({ ...form, unit: chosen })}
                  />
                </div>
                {LEVELS.map((name) => (
                  <LevelField
                    key={name}
                    name={name}
                    row={form.levels[name]}
                    sign={sign}
                    unit={unit}
                    problem={problems[name]}
                    note={isKnown ? noteOf(name, preview, form) : undefined}
                    onText={(text) => change(typed(form, name, text))}
                    {...(!readOnly && {
                      onAdd: () => {
                        change(added(form, name));
                        focusPart(name);
                      },
                      onRemove: () => {
                        change(removed(form, name));
                        focusPart(name);
                      },
                    })}
                    onLeave={() => touched.current && check()}
                  />
                ))}
                <More
                  form={form}
                  problems={problems}
                  open={more}
                  onOpen={readOnly ? null : () => setMore(true)}
                  onChange={change}
                />
              </fieldset>
              <aside className="dside" aria-label="Preview">
                <div className="h2">{readOnly ? "As it is now" : "If you save now"}</div>
                <p className="sub" role="status">
                  {failure ??
                    (readOnly
                      ? ""
                      : isBroken
                        ? "Fix the levels to see what fires."
                        : preview === null
                          ? "Nothing to show yet."
                          : previewText(preview.wallets))}
                </p>
                <p className="warn" role="status">
                  {isSilent(form) && "Alerts are off: the levels are kept, and nothing is sent until alerts are on."}
                </p>
                {isKnown && <Changes wallets={preview.wallets} />}
                <Scale form={form} wallets={preview?.wallets ?? []} />
              </aside>
            </div>
            {conflict !== null && !isAsking && <Conflict {...conflict} />}
            {general !== undefined && (
              <p
                className="err form-problem"
                role="alert"
                data-part={problems.form === undefined ? "saving" : "form"}
                tabIndex={-1}
              >
                <Silhouette state="in_alarm" />
                <span>{general}</span>
              </p>
            )}
            <footer>
              {isAsking ? (
                <LeavingQuestion onStay={stay} onDiscard={discard} />
              ) : conflict !== null ? (
                <ConflictButtons take={conflict.take} isBusy={saving} />
              ) : readOnly ? (
                <>
                  <span className="sub grow">This key may only read. Saving needs a key with write.</span>
                  <button type="button" className="btn" onClick={onClose}>
                    Close
                  </button>
                </>
              ) : (
                <>
                  <span className="sub grow">{footerText(form.enabled ? count : null)}</span>
                  <button type="button" className="btn" onClick={leave} disabled={saving}>
                    Cancel
                  </button>
                  <button type="submit" className="btn p save" disabled={saving}>
                    <BusyWords isBusy={saving}>Save</BusyWords>
                  </button>
                </>
              )}
            </footer>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** @limit Dashboard: wallets that the editor of alert settings lists because saving would change their state. */
const CHANGED = 20;

/** Which wallets would change their state, and to which. */
function Changes({ wallets }: { readonly wallets: readonly PreviewedWallet[] }) {
  const changed = wallets.filter(({ state, state_after: after }) => state !== after);
  if (changed.length === 0) return null;
  return (
    <ul className="changes" aria-label="Wallets that would change">
      {changed.slice(0, CHANGED).map(({ wallet_id: id, name, state, state_after: after }) => (
        <li key={id}>
          <Silhouette state={after} />
          <Isolated className="cut-text">{name}</Isolated>
          <span className="sub">
            <StateChange from={state} to={after} />
          </span>
        </li>
      ))}
      {changed.length > CHANGED && <li className="sub">and {changed.length - CHANGED} more</li>}
    </ul>
  );
}

function footerText(count: number | null): string {
  if (count === null) return "";
  return count === 1 ? "Saving checks the wallet at once." : `Saving checks all ${counted(count, "wallet")} at once.`;
}

/** Which wallets the level would fire for; and of critical, that it comes too late. */
function noteOf(name: LevelName, { wallets, isWhole, warnings }: Previewed, form: SettingsForm): string | undefined {
  const late = name === "critical" ? lateText(warnings) : undefined;
  const none = isWhole && late === undefined ? betweenText(name, form) : undefined;
  const texts = [firingText(name, wallets) ?? none, late].filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join(" ");
}

/** That what critical leaves does not last until a top-up lands. */
function lateText(warnings: Previewed["warnings"]): string | undefined {
  const late = warnings.find(({ code }) => code === "CRITICAL_BELOW_LEAD_TIME");
  if (late?.lead_time_days === undefined) return undefined;
  const { threshold, spend_percent: percent, runway_hours: hours } = late.recommended ?? {};
  const spent =
    threshold === undefined ? (percent === undefined ? `${hours ?? ""} h` : `${percent} %`) : amountText(threshold);
  return `Less than the ${counted(late.lead_time_days, "business day")} of spend that a wire takes, ${spent}: it would come too late.`;
}

/** That no wallet is between a level and the one that is reached after it. */
function betweenText(name: LevelName, form: SettingsForm): string | undefined {
  const set = LEVELS.filter((each) => hasText(form.levels[each]));
  const next = { info: "warning", warning: "critical", critical: "block", block: undefined } as const;
  let after: LevelName | undefined = next[name];
  while (after !== undefined && !set.includes(after)) after = next[after];
  if (after === undefined || !set.includes(name)) return undefined;
  const unit = { threshold: "", spend_percent: " %", runway_hours: " h" }[form.unit];
  const [low, high] = form.condition === "below" ? [after, name] : [name, after];
  return `No wallet between ${form.levels[low].text} and ${form.levels[high].text}${unit}.`;
}

function firingText(name: LevelName, wallets: readonly PreviewedWallet[]): string | undefined {
  const firing = wallets.filter(({ threshold }) => threshold?.level === name);
  if (firing.length === 0) return undefined;
  const names = firing.slice(0, 3).map((wallet) => isolated(wallet.name));
  const rest = firing.length > names.length ? ` and ${firing.length - names.length} more` : "";
  const verb = firing.length === 1 ? "fires" : "fire";
  const blocked = name === "block" ? " Orders are refused while it holds." : "";
  return `${counted(firing.length, "wallet")} ${verb} now: ${names.join(", ")}${rest}.${blocked}`;
}

interface MoreProps {
  readonly form: SettingsForm;
  readonly problems: Problems;
  readonly open: boolean;
  /** Null where nothing can be changed. */
  readonly onOpen: (() => void) | null;
  readonly onChange: (form: SettingsForm) => void;
}

/** What few change: the margin to leave a level, and reminders. */
function More({ form, problems, open, onOpen, onChange }: MoreProps) {
  const id = useId();
  if (!open) {
    return (
      <div className="more-settings sub">
        <span>
          Clear margin <b>none</b>
        </span>
        <span>
          Repeat <b>never</b>
        </span>
        {onOpen !== null && (
          <button type="button" className="link" onClick={onOpen}>
            Change
          </button>
        )}
      </div>
    );
  }
  const field = (
    part: "clear_margin" | "repeat_interval",
    label: string,
    value: string,
    set: (text: string) => void,
  ) => (
    <div className="small-field">
      <label htmlFor={`${id}-${part}`}>{label}</label>
      <span className={problems[part] === undefined ? "field" : "field bad"}>
        <input
          id={`${id}-${part}`}
          data-part={part}
          className="num"
          inputMode="decimal"
          value={value}
          aria-invalid={problems[part] !== undefined}
          aria-describedby={problems[part] === undefined ? undefined : `${id}-${part}-problem`}
          onChange={(event) => set(event.target.value)}
        />
      </span>
      {problems[part] !== undefined && (
        <span id={`${id}-${part}-problem`} className="err">
          {problems[part]}
        </span>
      )}
    </div>
  );
  return (
    <div className="more-settings open">
      {field("clear_margin", "Clear margin", form.clearMargin, (clearMargin) => onChange({ ...form, clearMargin }))}
      {field("repeat_interval", "Repeat every, in minutes", form.repeatMinutes, (repeatMinutes) =>
        onChange({ ...form, repeatMinutes }),
      )}
    </div>
  );
}
