import type { Channel, CreateRoute, Route } from "@plimsoll/client";
import { useState, type ReactNode } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { Check, Checks } from "../../parts/Checks.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { FieldGroup, TextField, wholeNumber } from "../../parts/Form.tsx";
import { PickMany } from "../../parts/PickMany.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { FilterFields, filterOf, typedFilter } from "../../wallet-filter/FilterFields.tsx";
import { ownTimezone, TIMEZONES } from "../../words/timezones.ts";
import { DayFields } from "./DayFields.tsx";
import { LEVEL_EVENTS, OPERATION_EVENTS, type RouteEvent, type Weekday } from "./words.ts";
import { sentence } from "../../words/isolated.ts";

/** @nolimit What a new schedule and a new escalation begin with. */
const OFFICE = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" } as const;
const MINUTES = "15";

interface RouteFormProps {
  /** Null: a new one. */
  readonly route: Route | null;
  readonly channels: readonly Channel[];
  readonly onClose: () => void;
}

/** Makes a route, or changes one. */
export default function RouteForm({ route, channels, onClose }: RouteFormProps) {
  const [name, setName] = useState(route?.name ?? "");
  const [on, setOn] = useState<readonly RouteEvent[]>(route?.on ?? ["critical"]);
  const [ids, setIds] = useState<readonly string[]>(route?.channel_ids ?? []);
  const [filter, setFilter] = useState(typedFilter(route?.filter ?? null));
  const [recoveries, setRecoveries] = useState(route?.recoveries ?? true);
  const [wait, setWait] = useState(String(route?.group_wait_seconds ?? ""));
  const [isEnabled, setIsEnabled] = useState(route?.enabled ?? true);
  const [escalates, setEscalates] = useState(route?.escalate !== null && route !== null);
  const [minutes, setMinutes] = useState(String(route?.escalate?.after_minutes ?? MINUTES));
  const [nextIds, setNextIds] = useState<readonly string[]>(route?.escalate?.channel_ids ?? []);
  const [hasHours, setHasHours] = useState(route?.schedule !== null && route !== null);
  const [days, setDays] = useState<readonly Weekday[]>(route?.schedule?.days ?? OFFICE.days);
  const [from, setFrom] = useState(route?.schedule?.from ?? OFFICE.from);
  const [to, setTo] = useState(route?.schedule?.to ?? OFFICE.to);
  const [timezone, setTimezone] = useState(route?.schedule?.timezone ?? ownTimezone());
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
    else await api.routes.update(route.id, fields);
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
      onClose={onClose}
      isWide
    >
      <div className="form-columns">
        <div className="stack-s">
          <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
          <Events value={on} onChange={setOn} />
          <PickMany
            name="channel_ids"
            label="Channels"
            value={ids}
            onChange={setIds}
            choices={choices}
            add="Add channel"
            hint="Without one the route sends nothing."
          />
          <Check label="Recoveries too" isChecked={recoveries} onChange={setRecoveries} />
          <Check label="Enabled" isChecked={isEnabled} onChange={setIsEnabled} />
        </div>
        <div className="stack-s">
          <FilterFields value={filter} onChange={setFilter} />
          <TextField
            name="group_wait_seconds"
            label="Waits for others"
            inputMode="numeric"
            unit="s"
            value={wait}
            onChange={setWait}
            hint="What comes within it is one message. Empty: 30. Critical and block alerts never wait."
          />
          <Optional label="Escalate when not acknowledged" isOn={escalates} onChange={setEscalates}>
            <TextField
              name="escalate.after_minutes"
              label="After"
              inputMode="numeric"
              unit="min"
              value={minutes}
              onChange={setMinutes}
            />
            <PickMany
              name="escalate.channel_ids"
              label="To"
              value={nextIds}
              onChange={setNextIds}
              choices={choices}
              add="Add channel to escalate to"
            />
          </Optional>
          <Optional label="Only in some hours" isOn={hasHours} onChange={setHasHours}>
            <DayFields name="schedule.days" value={days} onChange={setDays} />
            <TextField name="schedule.from" label="From" value={from} onChange={setFrom} />
            <TextField
              name="schedule.to"
              label="To"
              value={to}
              onChange={setTo}
              hint="Before “From”: on the next day. Outside, messages wait until the hours begin."
            />
            <TextField
              name="schedule.timezone"
              label="Time zone"
              value={timezone}
              onChange={setTimezone}
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
