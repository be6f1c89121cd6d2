import type { ReactNode } from "react";
import { Isolated } from "./Isolated.tsx";

/** Names and values of one thing; what is undefined is left out. */
export function Facts({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode | undefined])[] }) {
  return (
    <dl className="kv">
      {of.map(([name, value], index) =>
        value === undefined ? null : (
          <div key={`${index} ${name}`}>
            <dt>
              <Isolated>{name}</Isolated>
            </dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
