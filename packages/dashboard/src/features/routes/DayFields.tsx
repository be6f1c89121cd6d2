import { Checks } from "../../parts/Checks.tsx";
import { FieldGroup } from "../../parts/Form.tsx";
import { WEEKDAYS, type Weekday } from "./words.ts";

interface DayFieldsProps {
  /** As the request names them. */
  readonly name: string;
  readonly value: readonly Weekday[];
  readonly onChange: (value: readonly Weekday[]) => void;
}

export function DayFields({ name, value, onChange }: DayFieldsProps) {
  return (
    <FieldGroup name={name} legend="Days">
      <div className="days">
        <Checks value={value} onChange={onChange} choices={WEEKDAYS} />
      </div>
    </FieldGroup>
  );
}
