import type { ReactNode } from "react";
import { useField } from "./Form.tsx";
import { Icon } from "./Icon.tsx";
import { Isolated } from "./Isolated.tsx";
import { isolated, sentence } from "../words/isolated.ts";

interface PickedProps {
  /** As the request names it. */
  readonly name: string;
  readonly label: string;
  readonly picked: readonly { readonly id: string; readonly name: string }[];
  readonly onRemove: (id: string) => void;
  readonly hint?: string;
  /** What adds another. */
  readonly children: ReactNode;
}

/** Some of many: the picked ones, each with a button that removes it, and a field that adds another. */
export function Picked({ name, label, picked, onRemove, hint, children }: PickedProps) {
  const field = useField(name, hint);
  return (
    <fieldset name={name} className="picked" aria-describedby={field.aria["aria-describedby"]}>
      <legend>{label}</legend>
      {picked.length > 0 && (
        <ul className="tags">
          {picked.map((item) => (
            <li key={item.id} className="tag">
              <Isolated className="cut-text">{item.name}</Isolated>
              <button type="button" aria-label={sentence`Remove ${item.name}`} onClick={() => onRemove(item.id)}>
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {children}
      {field.below}
    </fieldset>
  );
}

interface PickManyProps {
  readonly name: string;
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  /** "Add channel". */
  readonly add: string;
  readonly hint?: string;
}

/** Some of a list that is at hand. */
export function PickMany({ name, label, value, onChange, choices, add, hint }: PickManyProps) {
  const left = choices.filter(({ id }) => !value.includes(id));
  return (
    <Picked
      name={name}
      label={label}
      picked={value.map((id) => ({ id, name: choices.find((choice) => choice.id === id)?.name ?? id }))}
      onRemove={(id) => onChange(value.filter((each) => each !== id))}
      {...(hint !== undefined && { hint })}
    >
      {left.length > 0 && (
        <select
          aria-label={add}
          value=""
          onChange={(event) => event.target.value !== "" && onChange([...value, event.target.value])}
        >
          <option value="">{add}…</option>
          {left.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {isolated(choice.name)}
            </option>
          ))}
        </select>
      )}
    </Picked>
  );
}
