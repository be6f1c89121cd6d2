import type { Wallet } from "@plimsoll/client";
import { useAct } from "../../data/act.ts";
import { api } from "../../data/client.ts";
import { refresh, showSaved } from "../../data/queries.ts";
import { LevelList } from "../../parts/LevelList.tsx";
import { FeatureName } from "../../parts/names.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Refusal } from "../../parts/Refusal.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { amountText } from "../../words/amounts.ts";
import type { Watching } from "../../data/watching.ts";

interface WalletLevelsProps {
  readonly wallet: Wallet;
  readonly watching: readonly Watching[];
  readonly onEdit: () => void;
}

/** The levels that watch a wallet, whose they are, and what is amiss with its own. */
export function WalletLevels({ wallet, watching, onEdit }: WalletLevelsProps) {
  return (
    <Panel
      title="Alert settings"
      actions={
        <button type="button" className="link" onClick={onEdit}>
          Edit
        </button>
      }
    >
      {watching.length === 0 && (
        <LevelList settings={null} none="This wallet will run empty without a word." onEdit={onEdit} />
      )}
      {watching.map(({ owner, settings }) => (
        <div key={owner.type === "feature" ? owner.id : owner.type} className="pad stack-s">
          <LevelList settings={settings} sample={wallet.available} none="Its settings have none." />
          {owner.type !== "wallet" && (
            <p className="sub">
              {owner.type === "feature" ? (
                <>
                  From feature <FeatureName id={owner.id} />
                </>
              ) : (
                `From the default ${owner.currency === "*" ? "of all currencies" : owner.currency}`
              )}
              {!settings.alert_enabled && ", alerts off"}
            </p>
          )}
        </div>
      ))}
      {wallet.warnings?.map((warning) => (
        <Warning key={warning.code} wallet={wallet} warning={warning} />
      ))}
    </Panel>
  );
}

interface WarningProps {
  readonly wallet: Wallet;
  readonly warning: NonNullable<Wallet["warnings"]>[number];
}

function Warning({ wallet, warning }: WarningProps) {
  const mayWrite = useMayWrite();
  const { recommended } = warning;
  const { run: use, problem } = useAct(async () => {
    const critical = { ...wallet.alert_settings?.critical, ...recommended };
    const saved = await api.wallets.update(wallet.id, { alert_settings: { critical } as object });
    showSaved(["wallet", wallet.id], saved);
    void refresh();
  });
  const advised =
    recommended?.threshold !== undefined
      ? amountText(recommended.threshold)
      : recommended?.spend_percent !== undefined
        ? `${recommended.spend_percent} %`
        : recommended?.runway_hours !== undefined
          ? `${recommended.runway_hours} h`
          : null;
  return (
    <div className="pad stack-s top-line">
      <p className="with-mark">
        <Silhouette state="warning" size={14} />
        <span>
          {warning.code === "CRITICAL_BELOW_LEAD_TIME" && warning.lead_time_days !== undefined
            ? `Critical is less than the ${warning.lead_time_days} business days a wire takes.`
            : warning.message}
          {advised !== null && (
            <>
              {" "}
              Advised: <b>{advised}</b>
            </>
          )}
        </span>
      </p>
      {mayWrite && advised !== null && (
        <button type="button" className="btn s" onClick={() => void use()}>
          Use {advised}
        </button>
      )}
      <Refusal problem={problem} />
    </div>
  );
}
