import { row, type Handler } from "../../command.ts";
import type { Draft } from "../../draft.ts";
import { patchSettings, replaceSettings } from "../incoming.ts";
import { reevaluate } from "../reevaluate.ts";
import { MAX_SCALE } from "../../money/amount.ts";
import { type Keyed, storedKeyRefusal } from "../../naming/key.ts";
import { accepted, rejected, type Outcome } from "../../outcome.ts";
import type { Feature } from "../../model/feature.ts";

/** A feature's wallets may differ in scale, so its thresholds may be as fine as the finest wallet. */
const CONTEXT = { scale: MAX_SCALE, relativeOnly: false };

export interface CreateFeature extends Keyed {
  readonly type: "create_feature";
  readonly accountId: number;
  readonly name: string;
  readonly featureType: string;
  readonly status: string;
  readonly alertSettings: unknown;
}

export const createFeature: Handler<CreateFeature, { readonly feature: Feature }> = {
  lookups: () => [],
  apply: (draft, command): Outcome<{ feature: Feature }> => {
    const settings = replaceSettings(command.alertSettings ?? null, CONTEXT);
    if (!settings.ok) return rejected("invalid", settings.violations);
    const { accountId, key = null } = command;
    const refusal = storedKeyRefusal(draft, "features", accountId, key, null);
    if (refusal) return refusal;
    const feature = draft.insert("features", {
      accountId,
      id: draft.newId("feat"),
      key,
      name: command.name,
      type: command.featureType,
      status: command.status,
      alertSettings: settings.json,
      alertCount: 0,
      deletedAt: null,
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ feature });
  },
};

/** A JSON merge patch of a feature: an undefined field stays as it is. */
export interface UpdateFeature {
  readonly type: "update_feature";
  readonly accountId: number;
  readonly featureId: string;
  readonly patch: Keyed & {
    readonly name?: string | undefined;
    readonly featureType?: string | undefined;
    readonly status?: string | undefined;
    readonly alertSettings?: unknown;
  };
}

export const updateFeature: Handler<UpdateFeature, { readonly feature: Feature }> = {
  lookups: (command) => [row("features", command.accountId, command.featureId)],
  apply: (draft, { accountId, featureId, patch }): Outcome<{ feature: Feature }> => {
    const before = living(draft, accountId, featureId);
    if (!before) return rejected("feature_not_found");
    const settings =
      patch.alertSettings === undefined
        ? { ok: true as const, json: before.alertSettings }
        : patchSettings(before.alertSettings, patch.alertSettings, CONTEXT);
    if (!settings.ok) return rejected("invalid", settings.violations);
    const refusal = storedKeyRefusal(draft, "features", accountId, patch.key, featureId);
    if (refusal) return refusal;
    const changed = settings.json !== before.alertSettings;

    const feature = draft.edit("features", before);
    if (patch.key !== undefined) feature.key = patch.key;
    if (patch.name !== undefined) feature.name = patch.name;
    if (patch.featureType !== undefined) feature.type = patch.featureType;
    if (patch.status !== undefined) feature.status = patch.status;
    feature.alertSettings = settings.json;
    feature.updatedAt = draft.now;
    if (changed) reevaluate(draft, accountId, "feature", featureId);
    return accepted({ feature });
  },
};

export interface DeleteFeature {
  readonly type: "delete_feature";
  readonly accountId: number;
  readonly featureId: string;
}

/** Its wallets are unlinked and its streams close without an event. */
export const deleteFeature: Handler<DeleteFeature, null> = {
  lookups: (command) => [row("features", command.accountId, command.featureId)],
  apply: (draft, { accountId, featureId }): Outcome<null> => {
    const before = living(draft, accountId, featureId);
    if (!before) return rejected("feature_not_found");
    const feature = draft.edit("features", before);
    feature.deletedAt = draft.now;
    feature.key = null;
    reevaluate(draft, accountId, "feature", featureId);
    return accepted(null);
  },
};

function living(draft: Draft, accountId: number, id: string): Readonly<Feature> | null {
  const feature = draft.get("features", accountId, id);
  return feature && feature.deletedAt === null ? feature : null;
}
