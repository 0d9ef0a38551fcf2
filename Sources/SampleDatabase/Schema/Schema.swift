/// The `CREATE` statements of a generation, in the form that opencode's migrations leave in `sqlite_master`.
enum Schema {
  static func statements(for generation: SampleDatabase.Generation) -> [String] {
    switch generation {
    case .v1:
      common + [eventV1] + eventIndexes + sessionsV1 + emptyV1
    case .v2:
      common + [eventV2] + eventIndexes + sessionsV2
    case .upgraded:
      common + [eventV2] + eventIndexes + sessionsV1 + leftOverV1 + sessionsV2
    }
  }

  /// A column list shared by `session` and `session_v2`, but for the title.
  static func sessionColumns(title: String) -> String {
    """
    `id` text PRIMARY KEY,
    \t`project_id` text NOT NULL,
    \t`workspace_id` text,
    \t`parent_id` text,
    \t`slug` text NOT NULL,
    \t`directory` text NOT NULL,
    \t`path` text,
    \t`title` \(title),
    \t`version` text NOT NULL,
    \t`share_url` text,
    \t`summary_additions` integer,
    \t`summary_deletions` integer,
    \t`summary_files` integer,
    \t`summary_diffs` text,
    \t`metadata` text,
    \t`cost` real DEFAULT 0 NOT NULL,
    \t`tokens_input` integer DEFAULT 0 NOT NULL,
    \t`tokens_output` integer DEFAULT 0 NOT NULL,
    \t`tokens_reasoning` integer DEFAULT 0 NOT NULL,
    \t`tokens_cache_read` integer DEFAULT 0 NOT NULL,
    \t`tokens_cache_write` integer DEFAULT 0 NOT NULL,
    \t`revert` text,
    \t`permission` text,
    \t`agent` text,
    \t`model` text,
    \t`time_created` integer NOT NULL,
    \t`time_updated` integer NOT NULL,
    \t`time_compacting` integer,
    \t`time_archived` integer
    """
  }

  /// A foreign key as drizzle writes it.
  static func cascade(_ table: String, _ column: String, _ parent: String, _ parentColumn: String = "id")
    -> String
  {
    "CONSTRAINT `fk_\(table)_\(column)_\(parent)_\(parentColumn)_fk` FOREIGN KEY (`\(column)`) "
      + "REFERENCES `\(parent)`(`\(parentColumn)`) ON DELETE CASCADE"
  }

  /// A table as drizzle writes it.
  static func table(_ name: String, _ columns: [String]) -> String {
    "CREATE TABLE `\(name)` (\n\t" + columns.joined(separator: ",\n\t") + "\n)"
  }
}
