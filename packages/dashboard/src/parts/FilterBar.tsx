import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import { boundedText } from "../words/count.ts";
import type { Choice, Filter, Filters } from "./filters.ts";
import { completions, takeTyped } from "./typed-filter.ts";
import { isolated, sentence } from "../words/isolated.ts";

/** @limit Dashboard: completions that a filter offers. */
const COMPLETIONS = 8;

/** What narrows a list, above it. */
export function FilterBar<Name extends string>({ filters }: { readonly filters: Filters<Name> }) {
  const one = (filter: Filter<Name>) => (
    <One
      key={filter.name}
      filter={filter}
      value={filters.values[filter.name]}
      isNegated={filters.negated.has(filter.name)}
      onChange={(value) => filters.set(filter.name, value)}
      all={filters}
    />
  );
  return (
    <div className="filters" role="group" aria-label="Filter">
      {filters.filters.filter(({ kind }) => kind === "text").map(one)}
      {/* On phones this is one line, to be moved sideways. */}
      <div className="filter-chips">
        {filters.filters.filter(({ kind }) => kind !== "text").map(one)}
        {filters.isSet && (
          <button type="button" className="link" data-shortcut="clear" onClick={filters.clear}>
            Clear
          </button>
        )}
      </div>
    </div>
  );
}

interface OneProps<Kind extends Filter = Filter> {
  readonly filter: Kind;
  readonly value: string | undefined;
  readonly isNegated: boolean;
  readonly onChange: (value: string | undefined) => void;
  /** Those beside it. */
  readonly all: Filters;
}

type Of<Kind extends Filter["kind"]> = Extract<Filter, { readonly kind: Kind }>;

function One(props: OneProps) {
  const { filter, value, onChange } = props;
  if (filter.kind === "text") return <Text {...props} filter={filter} />;
  if (filter.kind === "chips") return <Chips {...props} filter={filter} />;
  if (filter.kind === "pick") return <Pick {...props} filter={filter} />;
  if (filter.kind === "flag") return <Flag {...props} filter={filter} />;
  return (
    <label className="chip pick">
      {filter.label}
      <input
        type="date"
        aria-label={filter.label}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    </label>
  );
}

interface NegatableProps {
  readonly choice: Choice;
  readonly isNegated: boolean;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

/** A chosen value, and beside it whether it must match or must not. */
function Negatable({ choice: { value, label }, isNegated, onChange, children }: NegatableProps) {
  return (
    <span className={isNegated ? "negatable negated" : "negatable"}>
      {children}
      <button
        type="button"
        className="chip not"
        aria-pressed={isNegated}
        aria-label={sentence`Not ${label}`}
        onClick={() => onChange(isNegated ? value : `-${value}`)}
      >
        not
      </button>
    </span>
  );
}

/** What is typed is shown at once; the URL follows. Other filters can be typed here too: `state:blocked -provider:Telnyx`. */
function Text({ filter, value = "", all }: OneProps<Of<"text">>) {
  const id = useId();
  const [text, setText] = useState(value);
  const [unknown, setUnknown] = useState<readonly string[]>([]);
  const last = useRef(value);
  const place = useRef<HTMLSpanElement>(null);
  const [isHere, setIsHere] = useState(false);
  useEffect(() => {
    // From elsewhere: a link, or “Clear”.
    if (value !== last.current) {
      setText(value);
      setUnknown([]);
    }
    last.current = value;
  }, [value]);
  const type = (typed: string, isDone = false): void => {
    const taken = takeTyped(typed, all.filters, isDone);
    setText(taken.text);
    setUnknown(taken.unknown);
    last.current = taken.words;
    all.change({ ...taken.values, [filter.name]: taken.words });
  };
  const offered = isHere ? completions(text, all.filters).slice(0, COMPLETIONS) : [];
  /** Arrows walk from the field through what is offered; Escape leaves it. */
  const walk = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offered.length === 0 || (step === undefined && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) {
      setIsHere(false);
      return;
    }
    const stops = [...(place.current?.querySelectorAll<HTMLElement>("input, .completions button") ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[(at + step + stops.length) % stops.length]?.focus();
  };
  return (
    <span
      ref={place}
      className="filter-place"
      onFocus={() => setIsHere(true)}
      onBlur={({ relatedTarget }) => setIsHere(place.current?.contains(relatedTarget) ?? false)}
      onKeyDown={walk}
    >
      <label className="field filter">
        <Icon name="filter" size={14} />
        <input
          data-filter=""
          aria-label={filter.label}
          placeholder={filter.placeholder}
          value={text}
          maxLength={100}
          autoComplete="off"
          aria-invalid={unknown.length > 0}
          aria-describedby={unknown.length > 0 ? id : undefined}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && type(text, true)}
        />
        <kbd>/</kbd>
      </label>
      {unknown.length > 0 && (
        <span id={id} className="err" role="alert">
          Not understood: {unknown.map((token) => isolated(token)).join(", ")}
        </span>
      )}
      {offered.length > 0 && (
        <span className="completions" role="group" aria-label="Filters to type">
          {offered.map((completion) => (
            <button
              key={completion}
              type="button"
              onClick={() => {
                type(completion);
                place.current?.querySelector("input")?.focus();
              }}
            >
              {completion.trim()}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}

interface ChipProps extends Omit<Choice, "value"> {
  readonly isPressed: boolean;
  readonly onPress: () => void;
}

function Chip({ label, count, countedTo = Infinity, mark, isPressed, onPress }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={isPressed} onClick={onPress}>
      {mark}
      {label}
      {count !== undefined && <b>{boundedText(count, countedTo)}</b>}
    </button>
  );
}

function Flag({ filter, value, onChange }: OneProps<Of<"flag">>) {
  const isPressed = value === filter.value;
  return <Chip {...filter} isPressed={isPressed} onPress={() => onChange(isPressed ? undefined : filter.value)} />;
}

function Chips({ filter, value, isNegated, onChange }: OneProps<Of<"chips">>) {
  const { all, total, choices, not } = filter;
  const chip = (choice: Omit<Choice, "value">, of: string | undefined) => (
    <Chip key={of ?? ""} {...choice} isPressed={value === of} onPress={() => onChange(value === of ? undefined : of)} />
  );
  return (
    <>
      {chip({ label: all, ...(total !== undefined && { count: total }) }, undefined)}
      {choices.map((choice) =>
        value === choice.value && not !== undefined ? (
          <Negatable key={choice.value} choice={choice} isNegated={isNegated} onChange={onChange}>
            {chip(choice, choice.value)}
          </Negatable>
        ) : (
          chip(choice, choice.value)
        ),
      )}
    </>
  );
}

function Pick({ filter: { label, choices, not }, value, isNegated, onChange }: OneProps<Of<"pick">>) {
  const isListed = value === undefined || choices.some((choice) => choice.value === value);
  const select = (
    <select
      className={value === undefined ? "chip pick" : "chip pick set"}
      aria-label={label}
      value={value ?? ""}
      onChange={(event) =>
        onChange(event.target.value === "" ? undefined : `${isNegated ? "-" : ""}${event.target.value}`)
      }
    >
      <option value="">{label}</option>
      {!isListed && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {isolated(choice.label)}
        </option>
      ))}
    </select>
  );
  if (value === undefined || not === undefined) return select;
  const chosen = choices.find((choice) => choice.value === value) ?? { value, label: value };
  return (
    <Negatable choice={chosen} isNegated={isNegated} onChange={onChange}>
      {select}
    </Negatable>
  );
}
