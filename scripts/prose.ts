// Lists words to avoid in the whole tree: `npm run prose`, or `npm run prose -- docs/guides` for a part of it.
import { proseFindings } from "./docs/prose.ts";
import { ROOT } from "./docs/pages.ts";
import { checkedTexts } from "./docs/sources.ts";

const [part = ""] = process.argv.slice(2);
const findings = checkedTexts(ROOT)
  .filter(({ path }) => path.startsWith(part))
  .flatMap(proseFindings);
for (const { path, line, words, instead } of findings) console.log(`${path}:${line}: ${words} (${instead})`);
console.log(`${findings.length} words to avoid`);
