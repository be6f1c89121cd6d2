import { Menu } from "@base-ui/react/menu";
import type { AlertState } from "@plimsoll/core";
import { serverNow } from "../data/clock.ts";
import { Icon } from "../parts/Icon.tsx";
import { silenceChoices, silenceWallet } from "./silence.ts";
import { sentence } from "../words/isolated.ts";

interface SilenceMenuProps {
  readonly walletId: number;
  readonly wallet: string;
  readonly state: AlertState;
  /** For longer, for other wallets too, or with words. */
  readonly onMore?: () => void;
  /** It takes the place of the button that was pressed for it. */
  readonly isOpen?: boolean;
}

/** Silences a wallet for a time of the menu, by click or the key `s`. */
export function SilenceMenu({ walletId, wallet, state, onMore, isOpen = false }: SilenceMenuProps) {
  return (
    <Menu.Root defaultOpen={isOpen}>
      <Menu.Trigger
        className={isOpen ? "btn s i" : "btn s"}
        aria-label="Silence"
        data-shortcut="s"
        data-verb={sentence`Silence ${wallet}…`}
      >
        <Icon name="silence" size={14} />
        {!isOpen && "Silence"}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="menu-place">
          <Menu.Popup className="menu">
            {silenceChoices(serverNow()).map(({ label, endsAt }) => (
              <Menu.Item
                key={label}
                onClick={() => void silenceWallet({ walletId, wallet, state, endsAt, now: serverNow() })}
              >
                <Icon name="clock" />
                {label}
              </Menu.Item>
            ))}
            {onMore !== undefined && (
              <>
                <Menu.Separator className="menu-line" />
                <Menu.Item onClick={onMore}>
                  <Icon name="edit" />
                  Until another time…
                </Menu.Item>
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
