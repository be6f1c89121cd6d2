import { api } from "../data/client.ts";
import { useAct } from "../data/act.ts";
import { refresh } from "../data/queries.ts";
import { useMayWrite } from "../shell/session-context.ts";
import { counted } from "../words/count.ts";
import { Icon } from "../parts/Icon.tsx";
import { toast, toastRefusal } from "../parts/Toasts.tsx";

interface SyncNowProps {
  readonly providerId: string;
  /** Left out on phones, where the head has no room for it. */
  readonly wide?: boolean;
}

/** Reads a provider's balances now and says what that found. */
export function SyncNow({ providerId, wide = false }: SyncNowProps) {
  const mayWrite = useMayWrite();
  const { run, isRunning } = useAct(async () => {
    try {
      const found = await api.providers.sync(providerId);
      toast(`Read ${counted(found.wallets, "wallet")}, ${found.changed} changed, ${counted(found.drifts, "drift")}.`);
    } catch (error) {
      toastRefusal(error);
    }
    void refresh();
  });
  if (!mayWrite) return null;
  return (
    <button type="button" className={wide ? "btn s hide-s" : "btn s"} disabled={isRunning} onClick={() => void run()}>
      <Icon name="sync" size={14} />
      {isRunning ? "Reading…" : "Sync now"}
    </button>
  );
}
