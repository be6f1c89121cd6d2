import {
  createContext,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useState,
  type FormEvent,
  type HTMLInputTypeAttribute,
  type ReactNode,
} from "react";
import { useAct } from "../data/act.ts";
import { problemsOf, WrongInput, type Problem } from "../data/problems.ts";
import { isolated } from "../words/isolated.ts";
import { Conflict, ConflictButtons } from "./Conflict.tsx";
import { LeavingPage } from "./LeavingPage.tsx";
import { Refusal } from "./Refusal.tsx";
import { SavedMeanwhile, type Conflicting } from "./use-edit.ts";

/** Why what a field says cannot be sent; null when it can. */
type Check = () => Promise<string | null>;

interface Fields {
  /** What is amiss. */
  readonly problems: readonly Problem[];
  /** The names of the fields that show it themselves. */
  readonly fields: Map<string, number>;
  /** Of fields that know themselves what cannot be sent. */
  readonly checks: Map<string, Check>;
  /** Removes what is said of a field. */
  readonly clear: (name: string) => void;
}

const Context = createContext<Fields>({
  problems: [],
  fields: new Map(),
  checks: new Map(),
  clear: () => undefined,
});

interface FormProps {
  readonly act: () => Promise<unknown>;
  readonly children: ReactNode;
  /** The last row: a button that submits, and what is beside it. */
  readonly footer: (isBusy: boolean) => ReactNode;
  readonly className?: string;
  /** Of the form itself, where it is one line. */
  readonly look?: string;
  /** Of what others may edit too. */
  readonly conflict?: Conflicting | null;
  /** Of a form on a page, when it has changes that are not to be lost with the page. */
  readonly isChanged?: boolean;
  /** Told when it begins to send, and when it has ended. */
  readonly onBusy?: (isBusy: boolean) => void;
}

/**
 * Sends what is typed. What the server refuses is shown under the field it names, and the first such field gets the
 * focus; what names no field here stands above the footer.
 */
export function Form({
  act,
  children,
  footer,
  className = "pad stack-s",
  look,
  conflict = null,
  isChanged = false,
  onBusy,
}: FormProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [fields] = useState(() => new Map<string, number>());
  const [checks] = useState(() => new Map<string, Check>());
  const clear = (name: string): void => setProblems((before) => before.filter(({ field }) => field !== name));
  const { run, isRunning } = useAct(async (form: HTMLFormElement) => {
    try {
      for (const [name, check] of checks) {
        const message = await check();
        if (message !== null) throw new WrongInput(name, message);
      }
      await act();
      setProblems([]);
    } catch (error) {
      if (error instanceof SavedMeanwhile) return setProblems([]);
      const found = problemsOf(error).map((problem) => ({ ...problem, field: nameIn(fields, problem.field) }));
      setProblems(found);
      focusOn(form.elements.namedItem(found.find(({ field }) => field !== "")?.field ?? ""));
    }
  });
  useLayoutEffect(() => onBusy?.(isRunning), [onBusy, isRunning]);
  const general = problems.filter(({ field }) => field === "");
  return (
    <Context value={{ problems, fields, checks, clear }}>
      <form
        className={look}
        noValidate
        onSubmit={(event: FormEvent<HTMLFormElement>) => {
          event.preventDefault();
          void run(event.currentTarget);
        }}
      >
        <div className={className}>
          {children}
          {general.map((each) => (
            <Refusal key={each.message} problem={each} />
          ))}
        </div>
        {conflict === null ? (
          footer(isRunning)
        ) : (
          <>
            <Conflict {...conflict} />
            <footer className="acts pad">
              <ConflictButtons take={conflict.take} isBusy={isRunning} />
            </footer>
          </>
        )}
      </form>
      <LeavingPage isChanged={isChanged && !isRunning} />
    </Context>
  );
}

/** The form's field for one that the server names: itself, or the one that it is a part of; empty when there is none. */
function nameIn(fields: ReadonlyMap<string, number>, field: string): string {
  for (let name = field; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
    if (fields.has(name)) return name;
  }
  return "";
}

function focusOn(field: Element | RadioNodeList | null): void {
  const input =
    field instanceof HTMLFieldSetElement ? field.querySelector<HTMLElement>("input, select, textarea") : field;
  if (input instanceof HTMLElement) input.focus();
}

/** @nolimit Digits that a number keeps exactly. */
const EXACT_DIGITS = 15;

/** A whole number as it is typed; what is none, or one that a request cannot carry, is refused before it is sent. */
export function wholeNumber(field: string, typed: string): number {
  const text = typed.trim();
  if (!/^\d+$/.test(text)) throw new WrongInput(field, "A whole number is required.");
  if (text.length > EXACT_DIGITS) throw new WrongInput(field, `Too large: at most ${"9".repeat(EXACT_DIGITS)}.`);
  return Number(text);
}

/** A local time of a form as the API takes it. */
export function localTime(field: string, typed: string): string {
  const ms = new Date(typed).getTime();
  if (Number.isNaN(ms)) throw new WrongInput(field, "A day and a time are required.");
  return new Date(ms).toISOString();
}

interface FieldProps {
  /** As the request names it. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
}

interface TextFieldProps extends FieldProps {
  readonly type?: HTMLInputTypeAttribute;
  readonly inputMode?: "decimal" | "numeric" | "url" | "text";
  readonly unit?: string | undefined;
  readonly maxLength?: number;
  readonly rows?: number;
  /** Suggested while typing. */
  readonly options?: readonly string[];
}

export function TextField({ name, label, value, onChange, hint, unit, rows, options, ...input }: TextFieldProps) {
  const field = useField(name, hint);
  const list = useId();
  const common = { id: field.id, name, value, autoComplete: "off", ...field.aria };
  return (
    <div className="small-field">
      <label htmlFor={field.id}>{label}</label>
      {rows === undefined ? (
        <span className={field.isWrong ? "field bad" : "field"}>
          <input
            {...input}
            {...common}
            list={options === undefined ? undefined : list}
            onChange={(event) => onChange(event.target.value)}
          />
          {options !== undefined && (
            <datalist id={list}>
              {options.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
          {unit !== undefined && <span className="u">{unit}</span>}
        </span>
      ) : (
        <textarea {...common} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {field.below}
    </div>
  );
}

interface SelectFieldProps<Value extends string> extends Omit<FieldProps, "onChange" | "value"> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly (readonly [value: Value, label: string])[];
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { name, label, value, onChange, choices, hint } = props;
  const field = useField(name, hint);
  return (
    <div className="small-field">
      <label htmlFor={field.id}>{label}</label>
      <select
        id={field.id}
        name={name}
        value={value}
        {...field.aria}
        onChange={(event) => {
          field.clear();
          onChange(event.target.value as Value);
        }}
      >
        {choices.map(([each, words]) => (
          <option key={each} value={each}>
            {isolated(words)}
          </option>
        ))}
      </select>
      {field.below}
    </div>
  );
}

interface FieldGroupProps {
  readonly name: string;
  readonly legend: string;
  readonly children: ReactNode;
}

/** Several inputs that are one field of the request. */
export function FieldGroup({ name, legend, children }: FieldGroupProps) {
  const field = useField(name);
  return (
    <fieldset name={name} aria-describedby={field.aria["aria-describedby"]}>
      <legend>{legend}</legend>
      {children}
      {field.below}
    </fieldset>
  );
}

/** What the server says of a field, and what there is to know about it; `check` runs before anything is sent. */
export function useField(name: string, hint?: string, check?: Check) {
  const id = useId();
  const { problems, fields, checks, clear } = use(Context);
  useEffect(() => {
    if (check === undefined) return undefined;
    checks.set(name, check);
    return () => void checks.delete(name);
  }, [checks, name, check]);
  // More than one may show a name, and one may come before the other goes.
  useEffect(() => {
    fields.set(name, (fields.get(name) ?? 0) + 1);
    return () => {
      const left = (fields.get(name) ?? 1) - 1;
      if (left > 0) fields.set(name, left);
      else fields.delete(name);
    };
  }, [fields, name]);
  const message = problems.find(({ field }) => field === name)?.message;
  const isWrong = message !== undefined;
  const describedBy = [isWrong && `${id}e`, hint !== undefined && `${id}h`].filter(Boolean).join(" ");
  return {
    id,
    isWrong,
    /** For a field that is chosen, when another choice is made. */
    clear: () => clear(name),
    aria: { "aria-invalid": isWrong, "aria-describedby": describedBy === "" ? undefined : describedBy },
    below: (
      <>
        {isWrong && (
          <span id={`${id}e`} className="err" role="alert">
            {message}
          </span>
        )}
        {hint !== undefined && (
          <span id={`${id}h`} className="sub">
            {hint}
          </span>
        )}
      </>
    ),
  };
}
