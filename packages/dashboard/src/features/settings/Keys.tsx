import type { ApiKey, AuditEntry, Page } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { serverNow, useNow } from "../../data/clock.ts";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { Secret } from "../../parts/Secret.tsx";
import { Time } from "../../parts/Time.tsx";
import { useIsAdmin, useSession } from "../../shell/session-context.ts";
import { counted } from "../../words/count.ts";
import { pastText } from "../../words/times.ts";
import { sentence } from "../../words/isolated.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;

/** @nolimit One week. */
const WEEK_MS = 604_800_000;
/** @limit Dashboard: changes of a key whose addresses are counted. */
const CHANGES = 1_000;

const NewKey = lazily(() => import("./NewKey.tsx"));

export function Keys() {
  const session = useSession();
  const now = useNow(MINUTE_MS);
  const isAdmin = useIsAdmin();
  const [isMaking, setIsMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const changes = useQuery({
    queryKey: ["audit", "addresses", revoking?.id ?? null],
    queryFn: async ({ signal }) => {
      const from = new Date(serverNow() - WEEK_MS).toISOString();
      return api.audit.list({ actor: revoking?.id ?? "", from, limit: CHANGES }, { signal }).page();
    },
    enabled: revoking !== null,
  });
  if (!isAdmin) {
    return <Empty title="This key may not see keys.">Keys are made and revoked with a key that has admin.</Empty>;
  }
  return (
    <>
      {secret !== null && (
        <section className="panel" aria-label="New key">
          <Secret secret={secret} about="Requests carry this key." noun="key" onStored={() => setSecret(null)} />
        </section>
      )}
      <List
        title="Keys"
        noun="key"
        queryKey={["keys"]}
        list={(page, signal) => api.apiKeys.list(page, { signal })}
        keyOf={({ id }) => id}
        actions={
          <button type="button" className="btn s" onClick={() => setIsMaking(true)}>
            <Icon name="plus" size={14} />
            Make key
          </button>
        }
        empty={<Empty title="No keys." />}
        columns={[
          {
            title: "Key",
            cell: ({ id, name }) => (
              <>
                <Isolated className="name">{name}</Isolated>{" "}
                {id === session.key_id && <span className="tag">yours</span>}
              </>
            ),
          },
          { title: "Begins with", wide: true, cell: ({ prefix }) => <span className="mono">{prefix}…</span> },
          { title: "Scopes", cell: ({ scopes }) => scopes.join(", ") },
          {
            title: "Last used",
            wide: true,
            cell: ({ last_used_at: at }) => (at === null ? "–" : <Time at={at} />),
          },
          {
            title: "Expires",
            wide: true,
            cell: ({ expires_at: at }) => (at === null ? "never" : <Time at={at} />),
          },
          { title: "Made", wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
          {
            title: "Do",
            actions: true,
            cell: (key) =>
              key.revoked_at === null ? (
                <button type="button" className="btn s q" onClick={() => setRevoking(key)}>
                  Revoke key
                </button>
              ) : (
                <span className="sub">
                  revoked <Time at={key.revoked_at} />
                </span>
              ),
          },
        ]}
      />
      <Suspense fallback={null}>
        {isMaking && <NewKey onMade={setSecret} onClose={() => setIsMaking(false)} />}
      </Suspense>
      {revoking !== null && (
        <Confirm
          title={sentence`Revoke “${revoking.name}”?`}
          consequence={`${lastUsedText(revoking.last_used_at, now)}${changesText(changes.data)} Requests with it fail at once. It cannot be brought back.${
            revoking.id === session.key_id ? " It is the key of this session, which ends with it." : ""
          }`}
          keep="Keep key"
          go="Revoke key"
          act={async () => {
            await api.apiKeys.revoke(revoking.id);
            void refresh();
          }}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function lastUsedText(at: string | null, now: number): string {
  return at === null ? "No use of it is recorded." : `Last used ${pastText(new Date(at).getTime(), now)}.`;
}

/** From where it was used as far as it is known: reads are not recorded, changes are. */
function changesText(page: Page<AuditEntry> | undefined): string {
  if (page === undefined || page.items.length === 0) return "";
  const addresses = new Set(page.items.flatMap(({ address }) => address ?? []));
  const changes = counted(page.total, "change");
  return ` ${changes} in the last 7 days, from ${counted(addresses.size, "address", "addresses")}.`;
}
