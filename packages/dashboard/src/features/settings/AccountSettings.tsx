import type { Account } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../data/account.ts";
import { api } from "../../data/client.ts";
import { queries, refresh } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Form, SelectField, TextField, wholeNumber } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit, type Rows } from "../../parts/use-edit.ts";
import { useIsAdmin } from "../../shell/session-context.ts";
import { METHOD_CHOICES } from "../../topup/methods.ts";
import { fieldAmount, typedAmount, typedAmountOrNull } from "../../words/amounts.ts";
import { TIMEZONES } from "../../words/timezones.ts";

/** What the account's advice and gates go by. */
export function AccountSettings() {
  const query = useQuery(accountQuery);
  return (
    <Answer what="The account" query={query}>
      {(account) => <AccountForm account={account} />}
    </Answer>
  );
}

function formOf(account: Account | null) {
  return {
    days: String(account?.lead_time_business_days ?? ""),
    zone: account?.timezone ?? "",
    cutoff: account?.cutoff ?? "",
    holidays: (account?.holidays ?? []).join("\n"),
    above: fieldAmount(account?.topup_approval?.above ?? null),
    target: String(account?.topup.target_days ?? ""),
    minimum: fieldAmount(account?.topup.minimum ?? null),
    step: fieldAmount(account?.topup.step ?? null),
    method: account?.topup.methods[0] ?? "wire",
    instructions: account?.topup.instructions ?? "",
    policy: account?.stale_policy ?? "closed",
    stale: String(account?.stale_after_seconds ?? ""),
  };
}

function rowsOf(form: ReturnType<typeof formOf>): Rows {
  return [
    ["Business days that a wire takes", form.days],
    ["Cut-off", form.cutoff],
    ["Time zone", form.zone],
    ["Holidays", form.holidays.split(/[\s,]+/).join(", ")],
    ["Days of spend that a top-up leaves", form.target],
    ["Least amount", form.minimum],
    ["In steps of", form.step],
    ["Preferred method", METHOD_CHOICES.find(([method]) => method === form.method)?.[1] ?? form.method],
    ["Wire instructions", form.instructions],
    ["Another key approves top-ups above", form.above],
    [
      "Spending while a balance is stale",
      STALE_POLICIES.find(([policy]) => policy === form.policy)?.[1] ?? form.policy,
    ],
    ["A balance is stale after, in seconds", form.stale],
  ];
}

const STALE_POLICIES = [
  ["closed", "is refused"],
  ["open", "is allowed"],
] as const satisfies readonly (readonly [Account["stale_policy"], string])[];

function AccountForm({ account }: { readonly account: Account }) {
  const isAdmin = useIsAdmin();
  const edit = useEdit({ resource: account, read: async () => api.account.get(), formOf, rowsOf, isLive: true });
  const { set } = edit;
  const { days, zone, cutoff, holidays, above, target, minimum, step, method, instructions, policy, stale } = edit.form;
  const act = async (): Promise<void> => {
    const rest = account.topup.methods.filter((each) => each !== method);
    const change = {
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
    };
    const saved = await edit.save(async (options) => api.account.update(change, options));
    queries.setQueryData(["account"], saved);
    void refresh();
    toast("Saved.");
  };
  return (
    <Form
      act={act}
      conflict={edit.conflict}
      isChanged={edit.isChanged}
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
            onChange={(text) => set({ days: text })}
          />
          <TextField
            name="cutoff"
            label="Cut-off"
            value={cutoff}
            onChange={(text) => set({ cutoff: text })}
            maxLength={5}
            hint="As 14:00. What is sent later leaves on the next business day. Empty: none."
          />
          <TextField
            name="timezone"
            label="Time zone"
            value={zone}
            onChange={(text) => set({ zone: text })}
            options={TIMEZONES}
          />
          <TextField
            name="holidays"
            label="Holidays"
            rows={4}
            value={holidays}
            onChange={(text) => set({ holidays: text })}
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
            onChange={(text) => set({ target: text })}
          />
          <TextField
            name="topup.minimum"
            label="Least amount"
            inputMode="decimal"
            value={minimum}
            onChange={(text) => set({ minimum: text })}
          />
          <TextField
            name="topup.step"
            label="In steps of"
            inputMode="decimal"
            value={step}
            onChange={(text) => set({ step: text })}
            hint="Empty: two significant figures."
          />
          <SelectField
            name="topup.methods"
            label="Preferred method"
            value={method}
            onChange={(chosen) => set({ method: chosen })}
            choices={METHOD_CHOICES}
          />
          <TextField
            name="topup.instructions"
            label="Wire instructions"
            rows={3}
            value={instructions}
            onChange={(text) => set({ instructions: text })}
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
            onChange={(text) => set({ above: text })}
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
            onChange={(chosen) => set({ policy: chosen })}
            choices={STALE_POLICIES}
          />
          <TextField
            name="stale_after_seconds"
            label="A balance is stale after"
            inputMode="numeric"
            unit="s"
            value={stale}
            onChange={(text) => set({ stale: text })}
          />
        </div>
      </Panel>
    </Form>
  );
}
