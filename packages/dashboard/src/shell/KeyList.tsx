import { Dialog } from "@base-ui/react/dialog";
import { KEYS } from "./shortcuts.ts";

export default function KeyList({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog narrow">
          <div className="dh">
            <Dialog.Title>Keys</Dialog.Title>
          </div>
          <dl className="kv pad">
            {KEYS.map(([keys, what]) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <footer>
            <Dialog.Close className="btn">Close</Dialog.Close>
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
