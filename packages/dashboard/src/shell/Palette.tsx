import { Dialog } from "@base-ui/react/dialog";
import type { Found } from "@plimsoll/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type ReactNode } from "react";
import { api } from "../data/client.ts";
import { Icon } from "../parts/Icon.tsx";
import { Isolated } from "../parts/Isolated.tsx";
import { Silhouette } from "../parts/State.tsx";
import { amountText } from "../words/amounts.ts";
import { STATE_WORDS, watchedState } from "../words/states.ts";
import { lastsPhrase } from "../words/lasts.ts";
import { PAGES, SETTINGS_PAGES } from "./pages.ts";

/** @limit Dashboard: verbs of the page in view that the palette offers. */
const VERBS = 20;

interface Result {
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly note?: string;
  readonly mark: ReactNode;
  /** A page, or what is pressed on the present one. */
  readonly to: string | HTMLElement;
}

/** Finds wallets, features, providers, endpoints, orders and pages, and does what the page in view offers. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [verbs] = useState(verbsInView);
  const q = text.trim();
  const search = useQuery({
    queryKey: ["search", q],
    queryFn: async ({ signal }) => api.search.get({ q }, { signal }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const isNamed = (name: string) => name.toLowerCase().includes(q.toLowerCase());
  const pages = [...PAGES, ...(q === "" ? [] : SETTINGS_PAGES.map((page) => ({ ...page, icon: "settings" as const })))];
  const results: readonly Result[] = [
    ...(q === "" || search.data === undefined ? [] : resultsOf(search.data)),
    ...verbs.filter(({ name }) => isNamed(name)),
    ...pages
      .filter(({ label }) => isNamed(label))
      .map(({ to, label, icon }) => ({
        key: to,
        group: "Pages",
        name: label,
        to,
        mark: <Icon name={icon} />,
      })),
  ];
  const chosen = results[Math.min(at, results.length - 1)];
  const isGoing = useRef(false);
  const open = (result: Result | undefined): void => {
    if (result === undefined) return;
    const { to } = result;
    isGoing.current = typeof to === "string";
    onClose();
    if (typeof to === "string") void navigate({ to });
    else to.click();
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog palette" aria-label="Find or do" finalFocus={() => !isGoing.current}>
          <div className="palette-field">
            <Icon name="search" />
            <input
              role="combobox"
              aria-label="Find"
              aria-expanded="true"
              aria-controls="palette-results"
              aria-activedescendant={chosen === undefined ? undefined : `palette-${chosen.key}`}
              autoFocus
              maxLength={100}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
              onKeyDown={(event) => {
                const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                if (step !== undefined) {
                  event.preventDefault();
                  setAt(Math.min(Math.max(at + step, 0), results.length - 1));
                } else if (event.key === "Enter") open(chosen);
              }}
            />
            <kbd>esc</kbd>
          </div>
          <ul id="palette-results" role="listbox" aria-label="Results">
            {results.map((result, index) => (
              <li
                key={result.key}
                id={`palette-${result.key}`}
                role="option"
                aria-selected={result === chosen}
                onClick={() => open(result)}
              >
                {results[index - 1]?.group !== result.group && <span className="palette-group">{result.group}</span>}
                <span className={result === chosen ? "palette-result on" : "palette-result"}>
                  {result.mark}
                  <Isolated className="cut-text">{result.name}</Isolated>
                  {result.note !== undefined && <span className="sub end">{result.note}</span>}
                </span>
              </li>
            ))}
          </ul>
          {results.length === 0 && !search.isFetching && <p className="sub pad">Nothing is named so.</p>}
          {search.isError && (
            <p className="err pad" role="alert">
              The search did not answer. Pages are still here.
            </p>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function resultsOf({ wallets, features, providers, endpoints, orders }: Found): Result[] {
  return [
    ...wallets.map(({ id, name, available, currency, alert_state: judged, watched, runway_hours: hours }) => {
      const state = watchedState(judged, watched);
      return {
        key: `wallet-${id}`,
        group: "Wallets",
        name,
        note: [
          state === "ok" ? null : STATE_WORDS[state],
          `${amountText(available)} ${currency}`,
          lastsPhrase(hours, available),
        ]
          .filter((part) => part !== null)
          .join(" · "),
        to: `/wallets/${id}`,
        mark: <Silhouette state={state} size={16} />,
      };
    }),
    ...features.map(({ id, name }) => ({
      key: id,
      group: "Features",
      name,
      to: `/features/${id}`,
      mark: <Icon name="features" />,
    })),
    ...providers.map(({ id, name, kind, status }) => ({
      key: id,
      group: "Providers",
      name,
      note: status === "active" ? kind : `${kind} · ${status}`,
      to: `/providers/${id}`,
      mark: <Icon name="providers" />,
    })),
    ...endpoints.map(({ id, url, status }) => ({
      key: id,
      group: "Endpoints",
      name: url,
      note: status,
      to: `/webhooks/${id}`,
      mark: <Icon name="webhooks" />,
    })),
    ...orders.map(({ id, reference_code: code, status }) => ({
      key: `order-${id}`,
      group: "Orders",
      name: code,
      note: status.replaceAll("_", " ").toLowerCase(),
      to: `/orders/${id}`,
      mark: <Icon name="orders" />,
    })),
  ];
}

/** What can be done with what is in view, as verbs of the palette: in the page's bar, and with the things it shows. */
function verbsInView(): readonly Result[] {
  const buttons = [...document.querySelectorAll<HTMLElement>("[data-verb], header.top button, header.top a.btn")];
  const named = buttons.map((to) => [to.dataset["verb"] ?? to.textContent.trim(), to] as const);
  return named
    .filter(([name], index) => name !== "" && named.findIndex(([other]) => other === name) === index)
    .slice(0, VERBS)
    .map(([name, to], index) => ({
      key: `verb-${index}`,
      group: "On this page",
      name,
      to,
      mark: <Icon name="right" />,
    }));
}
