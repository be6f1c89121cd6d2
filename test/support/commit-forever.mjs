// Commits batches of five equal commands, and prints after each the number acknowledged so far, until it is killed.
import { openStore } from "@plimsoll/server/store/open";

const [location, command] = process.argv.slice(2).map((text) => JSON.parse(text));
const store = await openStore(location);
for (let acknowledged = 0; ;) {
  const { answers } = await store.commit(Array(5).fill(command), Date.now());
  acknowledged += answers.filter(({ ok }) => ok === true).length;
  console.log(acknowledged);
}
