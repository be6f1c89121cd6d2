import { useId } from "react";

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** For a control that says what it is by its choices. */
  readonly hideLabel?: boolean;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly off?: boolean }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, all visible: radio buttons in one control. */
export function Segments<Value extends string>({
  label,
  value,
  hideLabel = false,
  choices,
  onChange,
}: SegmentsProps<Value>) {
  const id = useId();
  return (
    <div className="segments" role="radiogroup" aria-labelledby={id}>
      <span id={id} className={hideLabel ? "sr" : "sub"}>
        {label}
      </span>
      <div className="seg">
        {choices.map((choice) => (
          <label key={choice.value} className={choice.value === value ? "on" : ""}>
            <input
              type="radio"
              name={id}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.off ?? false}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </div>
  );
}
