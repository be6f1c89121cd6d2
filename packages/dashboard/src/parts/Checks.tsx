import type { ReactNode } from "react";

interface CheckProps {
  readonly label: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function Check({ label, isChecked, onChange }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

interface ChecksProps<Value extends string> {
  readonly value: readonly Value[];
  readonly onChange: (value: readonly Value[]) => void;
  readonly choices: readonly (readonly [value: Value, label: ReactNode])[];
}

/** Any of a few, one checkbox each. */
export function Checks<Value extends string>({ value, onChange, choices }: ChecksProps<Value>) {
  return choices.map(([each, label]) => (
    <Check
      key={each}
      label={label}
      isChecked={value.includes(each)}
      onChange={(isChecked) => onChange(isChecked ? [...value, each] : value.filter((other) => other !== each))}
    />
  ));
}
