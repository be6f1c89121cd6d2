/** What is wrong with a URL that this server is to call; null when nothing is. Whether its address may be called is asked when it is. */
export function urlProblem(text: string): string | null {
  if (!URL.canParse(text)) return "must be a URL";
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "must be an http or https URL";
  if (url.username !== "" || url.password !== "") return "must not contain credentials";
  return null;
}
