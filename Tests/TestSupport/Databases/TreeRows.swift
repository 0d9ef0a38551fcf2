public import RetentionPolicy
public import SampleDatabase

/// A tree of two sessions with a row in every kind of table, in SQL, beside whatever else a database holds.
public enum TreeRows {
  /// The root.
  public static let root = SessionID("ses_root")
  /// The session that descends from it.
  public static let child = SessionID("ses_child")

  /// How many rows the tree has on V1.
  public static let countV1 = 15

  /// What an import leaves of the root that takes no more than its own row (V1).
  public static let importedRoot = """
    INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
      VALUES ('ses_root', 'prj_tree', '', '', 'imported', '', 1, 1);
    """

  /// The statements that insert the tree.
  public static func sql(_ generation: SampleDatabase.Generation = .v1) -> String {
    let project = """
      INSERT INTO project (id, worktree, time_created, time_updated, sandboxes)
        VALUES ('prj_tree', '/tree', 1, 1, '[]');
      INSERT INTO event_sequence VALUES ('ses_root', 2, NULL), ('ses_child', 1, NULL);
      INSERT INTO event (id, aggregate_id, seq, type, data) VALUES
        ('evt_1', 'ses_root', 1, 'session.updated.1', '{"n":1}'),
        ('evt_2', 'ses_root', 2, 'message.updated.1', '{"n":2}'),
        ('evt_3', 'ses_child', 1, 'session.updated.1', '{"n":3}');
      """
    return project + (generation == .v2 ? "" : v1) + (generation == .v1 ? "" : v2)
  }

  private static let v1 =
    sessions(in: "session") + """
      INSERT INTO message (id, session_id, time_created, time_updated, data) VALUES
        ('msg_b', 'ses_root', 2000, 2000, '{"role":"assistant","time":{"created":2000,"completed":2001}}'),
        ('msg_a', 'ses_root', 3000, 3000, '{"role":"user","text":"grün 🌲"}'),
        ('msg_c', 'ses_child', 2500, 2500, '{}');
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data) VALUES
        ('prt_2', 'msg_b', 'ses_root', 2000, 2000, '{"type":"text","text":"second"}'),
        ('prt_1', 'msg_b', 'ses_root', 2000, 2000, '{"type":"text","text":"first"}'),
        ('prt_3', 'msg_a', 'ses_root', 3000, 3000, '{ }'),
        ('prt_4', 'msg_c', 'ses_child', 2500, 2500, '{"a":[1,2.50,-0e1,"\\u00e9"]}');
      INSERT INTO todo VALUES ('ses_root', 'do', 'pending', 'low', 0, 1, 1);
      """

  private static let v2 =
    sessions(in: "session_v2") + """
      INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data) VALUES
        ('msg_v2_b', 'ses_root', 'user', 1, 2000, 2000, '{"text":"first"}'),
        ('msg_v2_a', 'ses_root', 'assistant', 2, 3000, 3000, '{"content":[{"text":"grün"}]}'),
        ('msg_v2_c', 'ses_child', 'user', 1, 2500, 2500, '{}');
      INSERT INTO instruction_state VALUES ('ses_root', 1, 2, '{"a":1}', '{"a":2}');
      """

  private static func sessions(in table: String) -> String {
    """
    INSERT INTO \(table) (id, project_id, parent_id, slug, directory, title, version, time_created,
      time_updated, summary_additions, cost, permission, metadata) VALUES
      ('ses_root', 'prj_tree', NULL, 'root', '/tree', 'The root', '1.18.3', 1000, 4000, 7, 0.25, '{"a":"b"}', NULL),
      ('ses_child', 'prj_tree', 'ses_root', 'child', '/tree', 'The child', '1.18.3', 2400, 2600, NULL, 0, NULL,
        'no JSON');

    """
  }
}
