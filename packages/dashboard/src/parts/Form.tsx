import { PlimsollError } from "@plimsoll/client";
import {
  createContext,
  use,
  useId,
  useState,
  type FormEvent,
  type HTMLInputTypeAttribute,
  type ReactNode,
} from "react";

interface Problem {
  /** The field of the request it is about; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

const Problems = createContext<readonly Problem[]>([]);

interface FormProps {
  readonly act: () => Promise<unknown>;
  readonly children: ReactNode;
  /** The last row: a button that submits, and what is beside it. */
  readonly footer: (isBusy: boolean) => ReactNode;
  readonly className?: string;
}

/**
 * Sends what is typed. What the server refuses is shown under the field it names, and the first such field gets the
 * focus; what names no field here stands above the footer.
 */
export function Form({ act, children, footer, className = "pad stack-s" }: FormProps) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    setIsBusy(true);
    try {
      await act();
      setProblems([]);
    } catch (error) {
      const found = problemsOf(error).map(({ field, message }) => ({
        field: form.elements.namedItem(field) === null ? "" : field,
        message,
      }));
      setProblems(found);
      const wrong = form.elements.namedItem(found.find(({ field }) => field !== "")?.field ?? "");
      if (wrong instanceof HTMLElement) wrong.focus();
    }
    setIsBusy(false);
  };
  const general = problems.filter(({ field }) => field === "");
  return (
    <Problems value={problems}>
      <form
        noValidate
        onSubmit={(event: FormEvent<HTMLFormElement>) => {
          event.preventDefault();
          if (!isBusy) void submit(event.currentTarget);
        }}
      >
        <div className={className}>
          {children}
          {general.map(({ message }) => (
            <p key={message} className="err" role="alert">
              {message}
            </p>
          ))}
        </div>
        {footer(isBusy)}
      </form>
    </Problems>
  );
}

/** What a refused request complains of. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof WrongInput) return [{ field: error.field, message: error.message }];
  if (!(error instanceof PlimsollError)) return [{ field: "", message: "The server cannot be reached." }];
  return error.details.length === 0 ? [{ field: "", message: error.message }] : error.details;
}

/** What cannot be sent at all, because a field does not say what its request takes. */
export class WrongInput extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** A whole number as it is typed; what is none is refused before it is sent. */
export function wholeNumber(field: string, typed: string): number {
  const text = typed.trim();
  if (!/^\d{1,15}$/.test(text)) throw new WrongInput(field, "A whole number is required.");
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
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {choices.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      {field.below}
    </div>
  );
}

/** What the server says of a field, and what there is to know about it. */
export function useField(name: string, hint?: string) {
  const id = useId();
  const message = use(Problems).find(({ field }) => field === name)?.message;
  const isWrong = message !== undefined;
  const describedBy = [isWrong && `${id}e`, hint !== undefined && `${id}h`].filter(Boolean).join(" ");
  return {
    id,
    isWrong,
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
