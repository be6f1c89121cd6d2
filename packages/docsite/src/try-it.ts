import { indentJson } from "./indent-json.ts";
import { loadedOnce } from "./load.ts";
import { make } from "./make.ts";
import { nameOf, prepare, type Sendable, type SendableParameter } from "./request.ts";

/** @limit Documentation: characters of an answer that “Try it” shows. */
const MAX_SHOWN = 200_000;

/** The key that was typed in, for every form of this page. It is stored nowhere. */
let typedKey = "";

/** Puts a button below each operation, which opens a form that sends to this server. */
export function startTryIt(operationsUrl: string): void {
  const load = loadedOnce<readonly Sendable[]>(operationsUrl);
  for (const place of document.querySelectorAll<HTMLElement>("[data-operation]")) {
    const button = make("button", { type: "button", class: "primary" }, "Try it");
    place.append(button);
    button.addEventListener("click", () => {
      load().then(
        (operations) => {
          const operation = operations.find(({ id }) => id === place.dataset["operation"]);
          if (operation === undefined) return;
          const form = formOf(operation);
          place.replaceChildren(form);
          form.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
        },
        () => {
          place.querySelector("[role=alert]")?.remove();
          place.append(make("p", { role: "alert" }, "The operations could not be loaded."));
        },
      );
    });
  }
}

function formOf(operation: Sendable): HTMLFormElement {
  const { id, parameters, needsKey } = operation;
  const form = make("form", { class: "request", "aria-label": `Try ${operation.method} ${operation.path}` });
  const key = make("input", {
    type: "password",
    autocomplete: "off",
    id: `${id}-key`,
    placeholder: "pk_…",
    name: "key",
  });
  key.value = typedKey;
  const fields = parameters.map((parameter) => ({ parameter, field: fieldOf(parameter, `${id}-${parameter.name}`) }));
  const body = make("textarea", { id: `${id}-body`, rows: "8", spellcheck: "false" });
  body.value = operation.body ?? "";
  const send = make("button", { type: "submit", class: "primary" }, "Send");
  const stop = make("button", { type: "button", hidden: "" }, "Stop");
  const answer = make("div", { class: "answer", role: "status" });
  if (needsKey) form.append(labelled(key, "API key", "Kept in this page’s memory only."));
  for (const { parameter, field } of fields) {
    const isNeeded = parameter.required ? " (required)" : "";
    form.append(labelled(field, `${parameter.name}${isNeeded}`, parameter.description));
  }
  if (operation.body !== null) form.append(labelled(body, "Body", ""));
  form.append(make("p", { class: "buttons" }, send, stop), answer);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    typedKey = key.value.trim();
    for (const other of document.querySelectorAll<HTMLInputElement>("form.request input[name=key]")) {
      other.value = typedKey;
    }
    const typed = new Map(fields.map(({ parameter, field }) => [nameOf(parameter), field.value]));
    const stopped = new AbortController();
    const end = () => {
      stopped.abort();
    };
    stop.hidden = false;
    send.disabled = true;
    stop.addEventListener("click", end);
    void run(operation, prepare(operation, typed, typedKey, body.value), stopped.signal, answer).finally(() => {
      stop.hidden = true;
      send.disabled = false;
      stop.removeEventListener("click", end);
    });
  });
  return form;
}

function fieldOf({ choices, required, example }: SendableParameter, id: string) {
  if (choices.length === 0) {
    const input = make("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
    input.value = example;
    input.required = required;
    return input;
  }
  const select = make("select", { id });
  for (const choice of required ? choices : ["", ...choices]) select.append(make("option", { value: choice }, choice));
  return select;
}

function labelled(field: HTMLElement, name: string, hint: string): HTMLElement {
  const line = make("div", { class: "field" }, make("label", { for: field.id }, name), field);
  if (hint === "") return line;
  const about = make("span", { class: "hint", id: `${field.id}-hint` }, hint);
  field.setAttribute("aria-describedby", about.id);
  line.append(about);
  return line;
}

async function run(
  { method }: Sendable,
  { url, headers, body }: ReturnType<typeof prepare>,
  signal: AbortSignal,
  place: HTMLElement,
): Promise<void> {
  place.replaceChildren(make("p", {}, `${method} ${url} …`));
  const from = performance.now();
  try {
    // Only the key that is typed in counts: the dashboard's cookie stays out.
    const answer = await fetch(url, { method, headers, body, signal, credentials: "omit", cache: "no-store" });
    const time = Math.round(performance.now() - from);
    const status = `${answer.status} ${answer.statusText}`.trim();
    const text = make("code", {});
    place.replaceChildren(
      make("p", {}, make("span", { class: `status s${status[0] ?? ""}` }, status), ` ${method} ${url} in ${time} ms`),
      make("h4", {}, "Headers"),
      make(
        "pre",
        { tabindex: "0", class: "headers" },
        [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n"),
      ),
      make("h4", {}, "Body"),
      make("pre", { tabindex: "0", class: "body" }, text),
    );
    const isJson = answer.headers.get("content-type")?.includes("json") === true;
    await show(answer, text, isJson);
  } catch (error) {
    const why = signal.aborted
      ? "Stopped."
      : `The request failed: ${error instanceof Error ? error.message : "unknown"}`;
    place.append(make("p", { role: "alert" }, why));
  }
}

/** Shows an answer as it arrives, because a stream does not end; JSON is indented when it is whole. */
async function show(answer: Response, place: HTMLElement, isJson: boolean): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  // Leaving the loop ends the transfer.
  for await (const piece of piecesOf(answer)) {
    text += decoder.decode(piece, { stream: true });
    place.textContent = text.slice(0, MAX_SHOWN);
    if (text.length <= MAX_SHOWN) continue;
    place.append(`\n… cut after ${MAX_SHOWN} characters`);
    return;
  }
  if (text === "") place.textContent = "(empty)";
  else if (isJson) place.textContent = indentJson(text);
}

/** Not every browser iterates over a body by itself. */
async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
