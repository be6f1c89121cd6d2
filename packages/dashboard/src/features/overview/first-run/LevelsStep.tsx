import type { PreviewedWallet, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { PARTS, problemsOf, typed, type Problems, type SettingsForm } from "../../../alert-settings/form.ts";
import { LevelField } from "../../../alert-settings/LevelField.tsx";
import { previewText } from "../../../alert-settings/outcome.ts";
import { problemsIn, saved, saveDefault } from "../../../alert-settings/save.ts";
import { usePreview } from "../../../alert-settings/use-preview.ts";
import { useAct } from "../../../data/act.ts";
import { alertDefaultsQuery } from "../../../data/alert-defaults.ts";
import { walletQuery } from "../../../data/wallets.ts";
import { Silhouette } from "../../../parts/State.tsx";
import { toast } from "../../../parts/Toasts.tsx";
import { useUnlessPressed } from "../../../parts/use-unless-pressed.ts";
import { amountText } from "../../../words/amounts.ts";
import { formOfPrefill } from "./levels-form.ts";
import { prefilled, prefilledHours, STEP_LEVELS } from "./prefill.ts";
import { sentence } from "../../../words/isolated.ts";

interface LevelsStepProps {
  /** Whose balance and spend the levels are measured by. */
  readonly measured: Wallet;
  readonly leadDays: number;
  readonly onDone: () => void;
}

/** Three levels for every wallet of a currency, with amounts to begin with. */
export function LevelsStep({ measured, leadDays, onDone }: LevelsStepProps) {
  // Its balance as it is now.
  const { data: wallet = measured } = useQuery(walletQuery(measured.id));
  const { currency, asset_scale: scale } = wallet;
  const typicalDailySpend = measured.runway?.typical_daily_spend ?? null;
  const [unit, setUnit] = useState<"threshold" | "runway_hours">("threshold");
  const [changed, setChanged] = useState<SettingsForm | null>(null);
  const [latestProblems, setProblems] = useState<Problems>({});
  const fields = useRef<HTMLFormElement>(null);
  const prefill =
    unit === "threshold"
      ? prefilled({ available: wallet.available, typicalDailySpend, scale, leadDays })
      : prefilledHours(leadDays);
  // Until something is typed the levels follow the balance, which a first credit may just have changed.
  const form = changed ?? formOfPrefill(prefill, unit);
  const previewed = usePreview({ currency }, form, () => changed !== null && setProblems(problemsOf(form, { scale })));
  const { problems, latest, failure } = useUnlessPressed({ problems: latestProblems, ...previewed });
  const preview = latest?.valid === true ? latest.wallets : null;

  const show = (found: Problems): void => {
    setProblems(found);
    const first = PARTS.find((part) => found[part] !== undefined);
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>(`[data-part="${first ?? ""}"]`)?.focus());
  };
  const { data: defaults = [] } = useQuery(alertDefaultsQuery);
  // One that someone else has made meanwhile is not overwritten unseen.
  const options = defaults.some((each) => each.currency === currency) ? {} : ({ ifNoneMatch: "*" } as const);
  const { run: submit, isRunning } = useAct(async () => {
    const found = problemsOf(form, { scale });
    if (Object.keys(found).length > 0) return show(found);
    try {
      toast(await saved({ currency }, form, async (settings) => saveDefault(currency, settings, options)));
      onDone();
    } catch (error) {
      show(problemsIn(error));
    }
  });
  const isBroken = Object.keys(problems).some((part) => part !== "saving");
  const general = problems.form ?? problems.saving;
  return (
    <form
      ref={fields}
      noValidate
      className="stack-s"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="lv3">
        {STEP_LEVELS.map((name) => (
          <LevelField
            key={name}
            name={name}
            row={form.levels[name]}
            sign="≤"
            unit={unit === "threshold" ? currency : "h"}
            problem={problems[name]}
            note={form.levels[name].text === prefill[name]?.text ? prefill[name]?.from : undefined}
            onText={(text) => setChanged(typed(form, name, text))}
            onLeave={() => changed !== null && setProblems(problemsOf(form, { scale }))}
          />
        ))}
      </div>
      <div className="acts said">
        <button type="submit" className="btn p" aria-disabled={isRunning}>
          {isRunning ? "Saving…" : "Save levels"}
        </button>
        <button
          type="button"
          className="btn q"
          onClick={() => {
            setUnit(unit === "threshold" ? "runway_hours" : "threshold");
            setChanged(null);
            setProblems({});
          }}
        >
          {unit === "threshold" ? "Use hours of runway instead" : "Use amounts instead"}
        </button>
        <span className="sub" role="status">
          {failure ??
            (isBroken ? "Fix the levels to see what fires." : preview !== null && outcomeText(preview, wallet))}
          {unit === "runway_hours" &&
            typicalDailySpend === null &&
            " Levels in hours sleep until the first day of spend is complete."}
        </span>
      </div>
      {/* Above the buttons it would move them. */}
      {general !== undefined && (
        <p className="err" role="alert" data-part={problems.form === undefined ? "saving" : "form"} tabIndex={-1}>
          <Silhouette state="in_alarm" />
          <span>{general}</span>
        </p>
      )}
    </form>
  );
}

/** What saving would do, and by which balance. */
function outcomeText(preview: readonly PreviewedWallet[], { name, available }: Wallet): string {
  const isCalm = preview.every(({ state, state_after: after }) => state === after);
  return isCalm ? sentence`Nothing fires now: ${name} has ${amountText(available)}.` : previewText(preview);
}
