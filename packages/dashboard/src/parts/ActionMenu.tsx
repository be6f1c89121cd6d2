import { Menu } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { copyText } from "./CopyButton.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { toast } from "./Toasts.tsx";

/** What can be done with the thing in view, beside what is done most. */
export function ActionMenu({ children }: { readonly children: ReactNode }) {
  return (
    <Menu.Root>
      <Menu.Trigger className="btn s i" aria-label="More actions">
        <Icon name="more" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="menu-place">
          <Menu.Popup className="menu">{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ActionProps {
  readonly icon: IconName;
  readonly label: string;
  /** The key that does the same on the page. */
  readonly shortcut?: string;
  /** It destroys: it stands apart, and is asked about. */
  readonly harmful?: boolean;
  readonly onClick: () => void;
}

export function Action({ icon, label, shortcut, harmful = false, onClick }: ActionProps) {
  return (
    <>
      {harmful && <Menu.Separator className="menu-line" />}
      <Menu.Item
        className={harmful ? "del" : undefined}
        data-shortcut-item={shortcut}
        aria-keyshortcuts={shortcut}
        onClick={onClick}
      >
        <Icon name={icon} />
        {label}
        {shortcut !== undefined && (
          <kbd className="end" aria-hidden="true">
            {shortcut.toUpperCase()}
          </kbd>
        )}
      </Menu.Item>
    </>
  );
}

export function CopyIdAction({ id }: { readonly id: string }) {
  return <Action icon="copy" label="Copy id" onClick={() => void copyText(id).then(() => toast("Id copied."))} />;
}
