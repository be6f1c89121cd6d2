import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../data/client.ts";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { amountText } from "../words/amounts.ts";

/** @limit Dashboard: results of each kind in the palette. */
const EACH = 5;
/** @limit Dashboard: wallets, and features, among which the palette searches. */
const SEARCHED = 1_000;

const PAGES: readonly { readonly name: string; readonly to: string; readonly icon: IconName }[] = [
  { name: "Overview", to: "/", icon: "overview" },
  { name: "Alerts", to: "/alerts", icon: "alerts" },
  { name: "Top-ups", to: "/topups", icon: "topups" },
  { name: "Orders", to: "/orders", icon: "orders" },
  { name: "Cards", to: "/cards", icon: "cards" },
  { name: "Features", to: "/features", icon: "features" },
  { name: "Products", to: "/products", icon: "products" },
  { name: "Providers", to: "/providers", icon: "providers" },
  { name: "Webhooks", to: "/webhooks", icon: "webhooks" },
  { name: "Settings", to: "/settings", icon: "settings" },
];

interface Result {
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly note?: string;
  readonly to: string;
  readonly icon: IconName;
}

/** Finds wallets, features and pages by name. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const wallets = useQuery({
    queryKey: ["wallets", "palette"],
    queryFn: async ({ signal }) => api.wallets.list({ limit: SEARCHED }, { signal }).page(),
  });
  const features = useQuery({
    queryKey: ["features", "palette"],
    queryFn: async ({ signal }) => api.features.list({ limit: SEARCHED }, { signal }).page(),
  });
  const matches = (name: string) => name.toLowerCase().includes(text.trim().toLowerCase());
  const results: Result[] = [
    ...(text.trim() === "" ? [] : (wallets.data?.items ?? []))
      .filter(({ name }) => matches(name))
      .slice(0, EACH)
      .map((wallet) => ({
        key: `w${wallet.id}`,
        group: "Wallets",
        name: wallet.name,
        note: `${amountText(wallet.available)} ${wallet.currency}`,
        to: `/wallets/${wallet.id}`,
        icon: "overview" as const,
      })),
    ...(text.trim() === "" ? [] : (features.data?.items ?? []))
      .filter(({ name }) => matches(name))
      .slice(0, EACH)
      .map(({ id, name }) => ({ key: id, group: "Features", name, to: `/features/${id}`, icon: "features" as const })),
    ...PAGES.filter(({ name }) => matches(name)).map((page) => ({ key: page.to, group: "Pages", ...page })),
  ];
  const chosen = results[Math.min(at, results.length - 1)];
  const open = (result: Result | undefined): void => {
    if (result === undefined) return;
    onClose();
    void navigate({ to: result.to });
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog palette" aria-label="Find or do">
          <div className="palette-field">
            <Icon name="search" />
            <input
              role="combobox"
              aria-label="Find"
              aria-expanded="true"
              aria-controls="palette-results"
              aria-activedescendant={chosen === undefined ? undefined : `palette-${chosen.key}`}
              autoFocus
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
                  <Icon name={result.icon} />
                  {result.name}
                  {result.note !== undefined && <span className="sub end">{result.note}</span>}
                </span>
              </li>
            ))}
          </ul>
          {results.length === 0 && <p className="sub pad">Nothing is named so.</p>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
