/** Loads a JSON file of the site when it is first needed, once; after a failure the next call tries again. */
export function loadedOnce<Content>(url: string): () => Promise<Content> {
  let content: Promise<Content> | null = null;
  return () => {
    content ??= load<Content>(url).catch((error: unknown) => {
      content = null;
      throw error;
    });
    return content;
  };
}

async function load<Content>(url: string): Promise<Content> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as Content;
}
