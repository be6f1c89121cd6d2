const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const CHARACTERS = Object.fromEntries(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]));

/** Text as HTML, in an element or in a quoted attribute. */
export function escape(text) {
  return String(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** The text of which `escape` made this HTML. */
export function unescape(html) {
  return html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => CHARACTERS[entity]);
}

/** Text with code between backticks, as descriptions in the API's contract have it. */
export function inlineText(text) {
  return escape(text).replaceAll(/`([^`\n]+)`/g, "<code>$1</code>");
}
