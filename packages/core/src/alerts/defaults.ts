import { row, type Handler } from "../command.ts";
import { MAX_SCALE } from "../money/amount.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { AlertDefault } from "../model/alert.ts";
import { replaceSettings } from "./incoming.ts";
import { reevaluate } from "./reevaluate.ts";

/**
 * Stores the account's alert settings for a currency, or for "*" (relative units only), and evaluates every affected
 * wallet.
 */
export interface PutAlertDefault {
  readonly type: "put_alert_default";
  readonly accountId: number;
  readonly currency: string;
  readonly alertSettings: unknown;
}

export const putAlertDefault: Handler<PutAlertDefault, { readonly entry: AlertDefault }> = {
  lookups: (command) => [row("alertDefaults", command.accountId, command.currency)],
  apply: (draft, command): Outcome<{ entry: AlertDefault }> => {
    const settings = replaceSettings(command.alertSettings, {
      scale: MAX_SCALE,
      relativeOnly: command.currency === "*",
    });
    if (!settings.ok) return rejected("invalid", settings.violations);
    if (settings.json === null) return rejected("invalid", []);
    const before = draft.get("alertDefaults", command.accountId, command.currency);
    const entry = before
      ? draft.edit("alertDefaults", before)
      : draft.insert("alertDefaults", {
          accountId: command.accountId,
          currency: command.currency,
          alertSettings: settings.json,
          createdAt: draft.now,
          updatedAt: draft.now,
        });
    entry.alertSettings = settings.json;
    entry.updatedAt = draft.now;
    reevaluate(draft, command.accountId, "default", command.currency);
    return accepted({ entry });
  },
};

export interface DeleteAlertDefault {
  readonly type: "delete_alert_default";
  readonly accountId: number;
  readonly currency: string;
}

export const deleteAlertDefault: Handler<DeleteAlertDefault, null> = {
  lookups: (command) => [row("alertDefaults", command.accountId, command.currency)],
  apply: (draft, { accountId, currency }): Outcome<null> => {
    const before = draft.get("alertDefaults", accountId, currency);
    if (!before) return rejected("alert_default_not_found");
    draft.remove("alertDefaults", before);
    reevaluate(draft, accountId, "default", currency);
    return accepted(null);
  },
};
