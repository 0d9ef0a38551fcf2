extension Schema {
  /// Tables of projects, accounts and the installation, and the sequence of events: the same in each
  /// generation.
  static let common = [
    table(
      "project",
      [
        "`id` text PRIMARY KEY", "`worktree` text NOT NULL", "`vcs` text", "`name` text", "`icon_url` text",
        "`icon_url_override` text", "`icon_color` text", "`time_created` integer NOT NULL",
        "`time_updated` integer NOT NULL", "`time_initialized` integer", "`sandboxes` text NOT NULL",
        "`commands` text",
      ]),
    table(
      "project_directory",
      [
        "`project_id` text NOT NULL", "`directory` text NOT NULL", "`type` text NOT NULL", "`strategy` text",
        "`time_created` integer NOT NULL",
        "CONSTRAINT `project_directory_pk` PRIMARY KEY(`project_id`, `directory`)",
        cascade("project_directory", "project_id", "project"),
      ]),
    table(
      "workspace",
      [
        "`id` text PRIMARY KEY", "`type` text NOT NULL", "`name` text DEFAULT '' NOT NULL", "`branch` text",
        "`directory` text", "`extra` text", "`project_id` text NOT NULL", "`time_used` integer NOT NULL",
        cascade("workspace", "project_id", "project"),
      ]),
    table(
      "permission",
      [
        "`id` text PRIMARY KEY", "`project_id` text NOT NULL", "`action` text NOT NULL",
        "`resource` text NOT NULL", "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL",
        cascade("permission", "project_id", "project"),
      ]),
    "CREATE UNIQUE INDEX `permission_project_action_resource_idx` "
      + "ON `permission` (`project_id`,`action`,`resource`)",
    table(
      "account",
      [
        "`id` text PRIMARY KEY", "`email` text NOT NULL", "`url` text NOT NULL",
        "`access_token` text NOT NULL", "`refresh_token` text NOT NULL", "`token_expiry` integer",
        "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL",
      ]),
    // The one integer key among opencode's tables.
    table(
      "account_state",
      [
        "`id` integer PRIMARY KEY", "`active_account_id` text", "`active_org_id` text",
        "CONSTRAINT `fk_account_state_active_account_id_account_id_fk` FOREIGN KEY (`active_account_id`) "
          + "REFERENCES `account`(`id`) ON DELETE SET NULL",
      ]),
    table(
      "control_account",
      [
        "`email` text NOT NULL", "`url` text NOT NULL", "`access_token` text NOT NULL",
        "`refresh_token` text NOT NULL", "`token_expiry` integer", "`active` integer NOT NULL",
        "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL",
        "CONSTRAINT `control_account_pk` PRIMARY KEY(`email`, `url`)",
      ]),
    table(
      "credential",
      [
        "`id` text PRIMARY KEY", "`connector_id` text NOT NULL", "`method_id` text NOT NULL",
        "`label` text NOT NULL", "`value` text NOT NULL", "`active` integer DEFAULT false NOT NULL",
        "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL",
      ]),
    table(
      "kv",
      [
        "`key` text PRIMARY KEY", "`value` text NOT NULL", "`time_created` integer NOT NULL",
        "`time_updated` integer NOT NULL",
      ]),
    table("migration", ["`id` text PRIMARY KEY", "`time_completed` integer NOT NULL"]),
    table("data_migration", ["`name` text PRIMARY KEY", "`time_completed` integer NOT NULL"]),
    "CREATE TABLE `__drizzle_migrations` "
      + "(id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)",
    table(
      "event_sequence",
      ["`aggregate_id` text PRIMARY KEY", "`seq` integer NOT NULL", "`owner_id` text"]),
  ]

  static let eventV1 = table("event", eventColumns + [eventKey])
  static let eventV2 = table("event", eventColumns + ["`created` integer", eventKey])

  static let eventIndexes = [
    "CREATE UNIQUE INDEX `event_aggregate_seq_idx` ON `event` (`aggregate_id`,`seq`)",
    "CREATE INDEX `event_aggregate_type_seq_idx` ON `event` (`aggregate_id`,`type`,`seq`)",
  ]

  private static let eventColumns = [
    "`id` text PRIMARY KEY", "`aggregate_id` text NOT NULL", "`seq` integer NOT NULL",
    "`type` text NOT NULL", "`data` text NOT NULL",
  ]
  private static let eventKey = cascade("event", "aggregate_id", "event_sequence", "aggregate_id")
}
