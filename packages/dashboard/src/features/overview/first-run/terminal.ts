import { settingsOf, withoutNulls } from "../../../alert-settings/form.ts";
import { formOfPrefill } from "./levels-form.ts";
import type { Prefill } from "./prefill.ts";
import type { Progress, Step } from "./steps.ts";

/** The step that is open, as a request from a shell with the key in `$KEY`. */
export function commandOf(
  step: Step,
  host: string,
  levels: { readonly currency: string; readonly prefill: Prefill },
  { endpoints, channels }: Progress,
): string {
  const [endpoint] = endpoints;
  const told = channels.find(({ route }) => route !== null);
  switch (step) {
    case "wallet":
      return curl("POST", `${host}/api/v1/wallets`, { name: "Prepaid USD", currency: "USD" });
    case "levels": {
      const { currency, prefill } = levels;
      const begun = prefill.critical === undefined ? { critical: { text: "0", from: "" } } : prefill;
      const settings = withoutNulls(settingsOf(formOfPrefill(begun, "threshold")));
      return curl("PUT", `${host}/api/v1/alert-settings/default/${currency}`, settings);
    }
    case "tell":
      return curl("POST", `${host}/api/v1/webhook-endpoints`, { url: "https://example.com/webhooks" });
    case "test":
      return endpoint !== undefined || told === undefined
        ? curl("POST", `${host}/api/v1/webhook-endpoints/${endpoint?.id ?? "ID"}/test`, {
            type: "wallet.balance.alert",
          })
        : curl("POST", `${host}/api/v1/channels/${told.channel.id}/test`, { level: "critical" });
  }
}

function curl(method: string, url: string, body: object): string {
  const members = Object.entries(body).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  const json = `{${members.join(",\n  ")}}`.replaceAll("'", String.raw`'\''`);
  return [
    `curl -X ${method}`,
    url,
    '-H "Authorization: Bearer $KEY"',
    '-H "Content-Type: application/json"',
    `-d '${json}'`,
  ].join(" \\\n  ");
}
