import type { Feature, PreviewedWallet } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { queries, refresh } from "../../data/queries.ts";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { counted } from "../../words/count.ts";
import { isolated, sentence } from "../../words/isolated.ts";

interface DeleteProps {
  readonly feature: Feature;
  readonly wallets: readonly PreviewedWallet[];
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export default function DeleteFeature({ feature, wallets, onClose, onDeleted }: DeleteProps) {
  const open = wallets.filter(({ state }) => state !== "ok").length;
  const blocked = wallets.filter(({ state }) => state === "blocked").map(({ name }) => name);
  const lose = wallets.length === 1 ? "loses" : "lose";
  const consequence = [
    `${counted(wallets.length, "wallet")} ${lose} its levels`,
    ...(open > 0 ? [`${counted(open, "alert")} close${open === 1 ? "s" : ""} without telling anyone`] : []),
    ...(blocked.length > 0 ? [`orders on ${blocked.slice(0, 3).map(isolated).join(", ")} may be allowed again`] : []),
  ].join(", ");
  return (
    <ConfirmEdit
      resource={feature}
      read={async () => api.features.get(feature.id)}
      says={({ name }) => ({
        title: sentence`Delete feature “${name}”?`,
        consequence: `${consequence}.`,
        typeName: name,
        keep: "Keep feature",
        go: "Delete feature",
      })}
      act={async (options) => {
        await api.features.delete(feature.id, options);
        queries.removeQueries({ queryKey: ["features", feature.id] });
        void refresh();
        onDeleted();
      }}
      onClose={onClose}
    />
  );
}
