extension Schema {
  /// What opencode 2 keeps of a session.
  static let sessionsV2 =
    [
      table(
        "session_v2",
        [
          sessionColumns(title: "text"), "`fork_session_id` text", "`fork_boundary` text",
          "`time_idle` integer", "`time_viewed` integer", "`idle_outcome` text", "`time_suspended` integer",
          "`resume_attempts` integer DEFAULT 0 NOT NULL", cascade("session_v2", "project_id", "project"),
        ]),
      "CREATE INDEX `session_v2_project_idx` ON `session_v2` (`project_id`)",
      "CREATE INDEX `session_v2_workspace_idx` ON `session_v2` (`workspace_id`)",
      "CREATE INDEX `session_v2_parent_idx` ON `session_v2` (`parent_id`)",
      "CREATE INDEX `session_v2_time_suspended_idx` ON `session_v2` (`time_suspended`) "
        + "WHERE \"session_v2\".\"time_suspended\" is not null",
    ] + sessionMessage(of: "session_v2") + queues + instructions + [
      table(
        "worktree",
        [
          "`project_id` text NOT NULL", "`directory` text NOT NULL", "`strategy` text",
          "`time_created` integer NOT NULL",
          "CONSTRAINT `worktree_pk` PRIMARY KEY(`project_id`, `directory`)",
          cascade("worktree", "project_id", "project"),
        ])
    ]

  private static let queues = [
    table(
      "session_inbox",
      [
        "`id` text PRIMARY KEY", "`session_id` text NOT NULL", "`type` text NOT NULL",
        "`payload` text NOT NULL", "`delivery` text NOT NULL", "`enqueued_seq` integer NOT NULL",
        "`time_created` integer NOT NULL", cascade("session_inbox", "session_id", "session_v2"),
      ]),
    "CREATE UNIQUE INDEX `session_inbox_session_enqueued_seq_idx` "
      + "ON `session_inbox` (`session_id`,`enqueued_seq`)",
    table(
      "session_pending",
      [
        "`id` text PRIMARY KEY", "`session_id` text NOT NULL", "`type` text NOT NULL",
        "`data` text NOT NULL", "`delivery` text", "`admitted_seq` integer NOT NULL",
        "`time_created` integer NOT NULL", cascade("session_pending", "session_id", "session_v2"),
      ]),
    "CREATE UNIQUE INDEX `session_pending_session_admitted_seq_idx` "
      + "ON `session_pending` (`session_id`,`admitted_seq`)",
    "CREATE UNIQUE INDEX `session_pending_session_compaction_idx` ON `session_pending` (`session_id`) "
      + "WHERE \"session_pending\".\"type\" = 'compaction'",
  ]

  private static let instructions = [
    table(
      "instruction_state",
      [
        "`session_id` text PRIMARY KEY", "`epoch_start` integer NOT NULL", "`through_seq` integer NOT NULL",
        "`initial_values` text NOT NULL", "`current_values` text NOT NULL",
        cascade("instruction_state", "session_id", "session_v2"),
      ]),
    table(
      "instruction_entry",
      [
        "`session_id` text NOT NULL", "`key` text NOT NULL", "`value` text",
        "`removed` integer DEFAULT false NOT NULL", "`time_created` integer NOT NULL",
        "`time_updated` integer NOT NULL",
        "CONSTRAINT `instruction_entry_pk` PRIMARY KEY(`session_id`, `key`)",
        cascade("instruction_entry", "session_id", "session_v2"),
      ]),
    // Content-addressed and shared between sessions: it hangs on none.
    table(
      "instruction_blob",
      ["`hash` text PRIMARY KEY", "`value` text NOT NULL", "`time_created` integer NOT NULL"]),
  ]
}
