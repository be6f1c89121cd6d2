import type { Account, Topup } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../data/account.ts";
import { api } from "../../data/client.ts";
import { queries, refresh } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Form, SelectField, TextField, wholeNumber } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useIsAdmin } from "../../shell/session-context.ts";
import { METHOD_CHOICES } from "../../topup/methods.ts";
import { fieldAmount, typedAmount, typedAmountOrNull } from "../../words/amounts.ts";
import { TIMEZONES } from "../../words/timezones.ts";

/** What the account's advice and gates go by. */
export function AccountSettings() {
  const query = useQuery(accountQuery);
  return (
    <Answer what="The account" query={query}>
      {(account) => <AccountForm key={JSON.stringify(account)} account={account} />}
    </Answer>
  );
}

function AccountForm({ account }: { readonly account: Account }) {
  const isAdmin = useIsAdmin();
  const [days, setDays] = useState(String(account.lead_time_business_days));
  const [zone, setZone] = useState(account.timezone);
  const [cutoff, setCutoff] = useState(account.cutoff ?? "");
  const [holidays, setHolidays] = useState(account.holidays.join("\n"));
  const [above, setAbove] = useState(fieldAmount(account.topup_approval?.above ?? null));
  const [target, setTarget] = useState(String(account.topup.target_days));
  const [minimum, setMinimum] = useState(fieldAmount(account.topup.minimum));
  const [step, setStep] = useState(fieldAmount(account.topup.step));
  const [method, setMethod] = useState<Topup["method"]>(account.topup.methods[0] ?? "wire");
  const [instructions, setInstructions] = useState(account.topup.instructions ?? "");
  const [policy, setPolicy] = useState(account.stale_policy);
  const [stale, setStale] = useState(String(account.stale_after_seconds));
  const act = async (): Promise<void> => {
    const rest = account.topup.methods.filter((each) => each !== method);
    const saved = await api.account.update({
      lead_time_business_days: wholeNumber("lead_time_business_days", days),
      timezone: zone.trim() === "" ? null : zone.trim(),
      cutoff: cutoff.trim() === "" ? null : cutoff.trim(),
      holidays: holidays.split(/[\s,]+/).filter((day) => day !== ""),
      topup_approval: above.trim() === "" ? null : { above: typedAmount(above) },
      topup: {
        target_days: wholeNumber("topup.target_days", target),
        minimum: typedAmountOrNull(minimum),
        step: typedAmountOrNull(step),
        methods: [method, ...rest],
        instructions: instructions.trim() === "" ? null : instructions,
      },
      stale_policy: policy,
      stale_after_seconds: wholeNumber("stale_after_seconds", stale),
    });
    queries.setQueryData(["account"], saved);
    void refresh();
    toast("Saved.");
  };
  return (
    <Form
      act={act}
      className="account-form"
      footer={(isBusy) =>
        isAdmin ? (
          <div className="acts form-end">
            <button type="submit" className="btn p" aria-disabled={isBusy}>
              <BusyWords isBusy={isBusy}>Save account</BusyWords>
            </button>
          </div>
        ) : (
          <p className="sub form-end">Saving needs a key with admin.</p>
        )
      }
    >
      <Panel title="When a wire lands">
        <div className="pad stack-s">
          <TextField
            name="lead_time_business_days"
            label="Business days that a wire takes"
            inputMode="numeric"
            value={days}
            onChange={setDays}
          />
          <TextField
            name="cutoff"
            label="Cut-off"
            value={cutoff}
            onChange={setCutoff}
            maxLength={5}
            hint="As 14:00. What is sent later leaves on the next business day. Empty: none."
          />
          <TextField name="timezone" label="Time zone" value={zone} onChange={setZone} options={TIMEZONES} />
          <TextField
            name="holidays"
            label="Holidays"
            rows={4}
            value={holidays}
            onChange={setHolidays}
            hint="Days without wires besides Saturdays and Sundays, as 2026-12-25, one a line."
          />
        </div>
      </Panel>
      <Panel title="What is advised">
        <div className="pad stack-s">
          <TextField
            name="topup.target_days"
            label="Days of spend that a top-up leaves"
            inputMode="numeric"
            value={target}
            onChange={setTarget}
          />
          <TextField
            name="topup.minimum"
            label="Least amount"
            inputMode="decimal"
            value={minimum}
            onChange={setMinimum}
          />
          <TextField
            name="topup.step"
            label="In steps of"
            inputMode="decimal"
            value={step}
            onChange={setStep}
            hint="Empty: two significant figures."
          />
          <SelectField
            name="topup.methods"
            label="Preferred method"
            value={method}
            onChange={setMethod}
            choices={METHOD_CHOICES}
          />
          <TextField
            name="topup.instructions"
            label="Wire instructions"
            rows={3}
            value={instructions}
            onChange={setInstructions}
            hint="They end what “Copy wire instructions” puts on the clipboard."
          />
        </div>
      </Panel>
      <Panel title="Who decides">
        <div className="pad stack-s">
          <TextField
            name="topup_approval.above"
            label="Another key approves top-ups above"
            inputMode="decimal"
            value={above}
            onChange={setAbove}
            hint="In the wallet's currency. Empty: none needs an approval."
          />
        </div>
      </Panel>
      <Panel title="When a balance is too old">
        <div className="pad stack-s">
          <SelectField
            name="stale_policy"
            label="Spending while a balance is stale"
            value={policy}
            onChange={setPolicy}
            choices={[
              ["closed", "is refused"],
              ["open", "is allowed"],
            ]}
          />
          <TextField
            name="stale_after_seconds"
            label="A balance is stale after"
            inputMode="numeric"
            unit="s"
            value={stale}
            onChange={setStale}
          />
        </div>
      </Panel>
    </Form>
  );
}
