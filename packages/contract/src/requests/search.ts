import { Type } from "../schema.ts";
import { SearchText } from "../pages.ts";

export const SearchQuery = Type.Object({ q: SearchText }, { additionalProperties: false });
