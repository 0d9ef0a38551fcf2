extension Schema {
  /// What opencode 1.18 keeps of a session.
  static let sessionsV1 = [
    table("session", [sessionColumns(title: "text NOT NULL"), cascade("session", "project_id", "project")]),
    "CREATE INDEX `session_project_idx` ON `session` (`project_id`)",
    "CREATE INDEX `session_workspace_idx` ON `session` (`workspace_id`)",
    "CREATE INDEX `session_parent_idx` ON `session` (`parent_id`)",
    table(
      "message",
      [
        "`id` text PRIMARY KEY", "`session_id` text NOT NULL", "`time_created` integer NOT NULL",
        "`time_updated` integer NOT NULL", "`data` text NOT NULL",
        cascade("message", "session_id", "session"),
      ]),
    "CREATE INDEX `message_session_time_created_id_idx` ON `message` (`session_id`,`time_created`,`id`)",
    // session_id has no foreign key: only the message does.
    table(
      "part",
      [
        "`id` text PRIMARY KEY", "`message_id` text NOT NULL", "`session_id` text NOT NULL",
        "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL", "`data` text NOT NULL",
        cascade("part", "message_id", "message"),
      ]),
    "CREATE INDEX `part_message_id_id_idx` ON `part` (`message_id`,`id`)",
    "CREATE INDEX `part_session_idx` ON `part` (`session_id`)",
    table(
      "todo",
      [
        "`session_id` text NOT NULL", "`content` text NOT NULL", "`status` text NOT NULL",
        "`priority` text NOT NULL", "`position` integer NOT NULL", "`time_created` integer NOT NULL",
        "`time_updated` integer NOT NULL",
        "CONSTRAINT `todo_pk` PRIMARY KEY(`session_id`, `position`)",
        cascade("todo", "session_id", "session"),
      ]),
    "CREATE INDEX `todo_session_idx` ON `todo` (`session_id`)",
    table(
      "session_share",
      [
        "`session_id` text PRIMARY KEY", "`id` text NOT NULL", "`secret` text NOT NULL",
        "`url` text NOT NULL", "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL",
        cascade("session_share", "session_id", "session"),
      ]),
  ]

  /// Tables of 1.18 that stay empty and hang on `session`; the upgrade makes `session_message` anew.
  static let emptyV1 = leftOverV1 + sessionMessage(of: "session")

  /// The empty tables that the upgrade leaves as they are.
  static let leftOverV1 = [
    table(
      "session_input",
      [
        "`id` text PRIMARY KEY", "`session_id` text NOT NULL", "`prompt` text NOT NULL",
        "`delivery` text NOT NULL", "`admitted_seq` integer NOT NULL", "`promoted_seq` integer",
        "`time_created` integer NOT NULL", cascade("session_input", "session_id", "session"),
      ]),
    "CREATE UNIQUE INDEX `session_input_session_admitted_seq_idx` "
      + "ON `session_input` (`session_id`,`admitted_seq`)",
    table(
      "session_context_epoch",
      [
        "`session_id` text PRIMARY KEY", "`baseline` text NOT NULL", "`snapshot` text NOT NULL",
        "`baseline_seq` integer NOT NULL", "`replacement_seq` integer",
        "`revision` integer DEFAULT 0 NOT NULL", "`agent` text DEFAULT 'build' NOT NULL",
        cascade("session_context_epoch", "session_id", "session"),
      ]),
  ]

  /// `session_message`, which 1.18 has already, hanging on another table.
  static func sessionMessage(of parent: String) -> [String] {
    [
      table(
        "session_message",
        [
          "`id` text PRIMARY KEY", "`session_id` text NOT NULL", "`type` text NOT NULL",
          "`seq` integer NOT NULL", "`time_created` integer NOT NULL", "`time_updated` integer NOT NULL",
          "`data` text NOT NULL", cascade("session_message", "session_id", parent),
        ]),
      "CREATE UNIQUE INDEX `session_message_session_seq_idx` ON `session_message` (`session_id`,`seq`)",
      "CREATE INDEX `session_message_session_type_seq_idx` ON `session_message` (`session_id`,`type`,`seq`)",
      "CREATE INDEX `session_message_session_time_created_id_idx` "
        + "ON `session_message` (`session_id`,`time_created`,`id`)",
      "CREATE INDEX `session_message_time_created_idx` ON `session_message` (`time_created`)",
    ]
  }
}
