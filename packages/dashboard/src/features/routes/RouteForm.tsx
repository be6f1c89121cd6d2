import type { Channel, CreateRoute, Route } from "@plimsoll/client";
import type { ReactNode } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { Check, Checks } from "../../parts/Checks.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { FieldGroup, TextField, wholeNumber } from "../../parts/Form.tsx";
import { PickMany } from "../../parts/PickMany.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { FilterText } from "../../wallet-filter/FilterText.tsx";
import { FilterFields, filterOf, typedFilter, type WalletFilter } from "../../wallet-filter/FilterFields.tsx";
import { ownTimezone, TIMEZONES } from "../../words/timezones.ts";
import { DayFields } from "./DayFields.tsx";
import { EVENT_WORDS, LEVEL_EVENTS, OPERATION_EVENTS, scheduleText, type RouteEvent, type Weekday } from "./words.ts";
import { sentence } from "../../words/isolated.ts";

/** @nolimit What a new schedule and a new escalation begin with. */
const OFFICE = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" } as const;
const MINUTES = "15";

function wallets(filter: WalletFilter): readonly [string, string, ReactNode] {
  return ["Wallets", JSON.stringify(filter), <FilterText filter={filter} />];
}

function formOf(route: Route | null) {
  return {
    name: route?.name ?? "",
    on: (route?.on ?? ["critical"]) as readonly RouteEvent[],
    ids: (route?.channel_ids ?? []) as readonly string[],
    filter: typedFilter(route?.filter ?? null),
    recoveries: route?.recoveries ?? true,
    wait: String(route?.group_wait_seconds ?? ""),
    isEnabled: route?.enabled ?? true,
    escalates: route !== null && route.escalate !== null,
    minutes: String(route?.escalate?.after_minutes ?? MINUTES),
    nextIds: (route?.escalate?.channel_ids ?? []) as readonly string[],
    hasHours: route !== null && route.schedule !== null,
    days: (route?.schedule?.days ?? OFFICE.days) as readonly Weekday[],
    from: route?.schedule?.from ?? OFFICE.from,
    to: route?.schedule?.to ?? OFFICE.to,
    timezone: route?.schedule?.timezone ?? ownTimezone(),
  };
}

interface RouteFormProps {
  /** Null: a new one. */
  readonly route: Route | null;
  readonly channels: readonly Channel[];
  readonly onClose: () => void;
}

/** Makes a route, or changes one. */
export default function RouteForm({ route, channels, onClose }: RouteFormProps) {
  const named = (ids: readonly string[]) =>
    ids.map((id) => channels.find((each) => each.id === id)?.name ?? id).join(", ");
  const edit = useEdit({
    resource: route,
    read: async () => route && api.routes.get(route.id),
    formOf,
    rowsOf: (of) => [
      ["Name", of.name],
      ["Carries", of.on.map((event) => EVENT_WORDS[event]).join(", ")],
      ["Channels", named(of.ids)],
      ["Recoveries too", of.recoveries ? "yes" : "no"],
      ["Enabled", of.isEnabled ? "yes" : "no"],
      wallets(filterOf(of.filter)),
      ["Waits for others, in seconds", of.wait],
      ["Escalates", of.escalates ? `after ${of.minutes} min to ${named(of.nextIds)}` : "no"],
      ["Hours", of.hasHours ? scheduleText({ ...of, days: [...of.days] }) : "all"],
    ],
  });
  const { set } = edit;
  const { name, on, ids, filter, recoveries, wait, isEnabled } = edit.form;
  const { escalates, minutes, nextIds, hasHours, days, from, to, timezone } = edit.form;
  const act = async (): Promise<void> => {
    const admitted = filterOf(filter);
    const fields: CreateRoute = {
      name: name.trim(),
      on: [...on],
      channel_ids: [...ids],
      filter: Object.keys(admitted).length === 0 ? null : admitted,
      recoveries,
      group_wait_seconds: wait.trim() === "" ? null : wholeNumber("group_wait_seconds", wait),
      escalate: escalates
        ? { after_minutes: wholeNumber("escalate.after_minutes", minutes), channel_ids: [...nextIds] }
        : null,
      schedule: hasHours ? { timezone: timezone.trim(), days: [...days], from: from.trim(), to: to.trim() } : null,
      enabled: isEnabled,
    };
    if (route === null) await api.routes.create(fields);
    else await edit.save(async (options) => api.routes.update(route.id, fields, options));
    void refresh("routes");
    toast(sentence`${fields.name} saved.`);
  };
  const choices = channels.map(({ id, name: channel }) => ({ id, name: channel }));
  return (
    <FormDialog
      title={route === null ? "Add route" : sentence`Change ${route.name}`}
      about="Every matching route is used; a channel that several name receives one message."
      submit={route === null ? "Add route" : "Save route"}
      act={act}
      edit={edit}
      onClose={onClose}
      isWide
    >
      <div className="form-columns">
        <div className="stack-s">
          <TextField name="name" label="Name" value={name} onChange={(text) => set({ name: text })} maxLength={200} />
          <Events value={on} onChange={(chosen) => set({ on: chosen })} />
          <PickMany
            name="channel_ids"
            label="Channels"
            value={ids}
            onChange={(picked) => set({ ids: picked })}
            choices={choices}
            add="Add channel"
            hint="Without one the route sends nothing."
          />
          <Check label="Recoveries too" isChecked={recoveries} onChange={(isOn) => set({ recoveries: isOn })} />
          <Check label="Enabled" isChecked={isEnabled} onChange={(isOn) => set({ isEnabled: isOn })} />
        </div>
        <div className="stack-s">
          <FilterFields value={filter} onChange={(typed) => set({ filter: typed })} />
          <TextField
            name="group_wait_seconds"
            label="Waits for others"
            inputMode="numeric"
            unit="s"
            value={wait}
            onChange={(text) => set({ wait: text })}
            hint="What comes within it is one message. Empty: 30. Critical and block alerts never wait."
          />
          <Optional
            label="Escalate when not acknowledged"
            isOn={escalates}
            onChange={(isOn) => set({ escalates: isOn })}
          >
            <TextField
              name="escalate.after_minutes"
              label="After"
              inputMode="numeric"
              unit="min"
              value={minutes}
              onChange={(text) => set({ minutes: text })}
            />
            <PickMany
              name="escalate.channel_ids"
              label="To"
              value={nextIds}
              onChange={(picked) => set({ nextIds: picked })}
              choices={choices}
              add="Add channel to escalate to"
            />
          </Optional>
          <Optional label="Only in some hours" isOn={hasHours} onChange={(isOn) => set({ hasHours: isOn })}>
            <DayFields name="schedule.days" value={days} onChange={(chosen) => set({ days: chosen })} />
            <TextField name="schedule.from" label="From" value={from} onChange={(text) => set({ from: text })} />
            <TextField
              name="schedule.to"
              label="To"
              value={to}
              onChange={(text) => set({ to: text })}
              hint="Before “From”: on the next day. Outside, messages wait until the hours begin."
            />
            <TextField
              name="schedule.timezone"
              label="Time zone"
              value={timezone}
              onChange={(text) => set({ timezone: text })}
              options={TIMEZONES}
            />
          </Optional>
        </div>
      </div>
    </FormDialog>
  );
}

const EVENT_CHOICES: readonly (readonly [RouteEvent, ReactNode])[] = [
  ...LEVEL_EVENTS.map(
    ([event, word, state]) =>
      [
        event,
        <>
          <Silhouette state={state} />
          {word}
        </>,
      ] as const,
  ),
  ...OPERATION_EVENTS,
];

interface EventsProps {
  readonly value: readonly RouteEvent[];
  readonly onChange: (value: readonly RouteEvent[]) => void;
}

function Events({ value, onChange }: EventsProps) {
  return (
    <FieldGroup name="on" legend="Carries">
      <div className="many-checks">
        <Checks value={value} onChange={onChange} choices={EVENT_CHOICES} />
      </div>
    </FieldGroup>
  );
}

interface OptionalProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
}

/** Fields that count only when they are wanted. */
function Optional({ label, isOn, onChange, children }: OptionalProps) {
  return (
    <div className="optional stack-s">
      <Check label={label} isChecked={isOn} onChange={onChange} />
      {isOn && children}
    </div>
  );
}
