/** What differs between the engines in a table definition. */
export interface Dialect {
  readonly int: string;
  readonly text: string;
  /** After the closing parenthesis of a table whose primary key is its natural order. */
  readonly keyed: string;
  /** After the closing parenthesis of any other table. */
  readonly plain: string;
  /** As `plain`, for a table whose rows are updated all the time. */
  readonly hot: string;
  /** As `hot`, for a table that is also read in ranges of its primary key. */
  readonly keyedHot: string;
}

/** Numbered, never edited once released; a change is a new migration. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: (dialect: Dialect) => readonly string[];
}
