// Sets up a store in a process of its own, once it reads a line, and prints the migrations that it applied.
import { once } from "node:events";
import { setUpStore } from "@plimsoll/server/store/open";
import "@plimsoll/server/store/postgres/setup";
import "@plimsoll/server/store/sqlite/setup";

console.log("ready");
await once(process.stdin, "data");
const setup = await setUpStore(JSON.parse(process.argv[2]));
const applied = await setup.migrate(Date.now());
const account = await setup.ensureAccount("default", Date.now());
await setup.close();
console.log(JSON.stringify({ applied, account }));
process.stdin.destroy();
