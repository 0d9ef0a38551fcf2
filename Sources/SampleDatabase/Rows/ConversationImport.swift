extension Builder {
  /// Makes rows of opencode 2 out of those that opencode 1 has of a session, as opencode 2 does at its first start
  /// (`packages/core/src/database/v1-migration.bun.ts`): a message keeps its id, its parts become its content.
  func importConversation(of session: String) throws {
    let statement = try connection.prepare(Self.importSQL)
    try statement.bind(session, at: 1)
    try statement.run()
  }

  private static let importSQL = """
    INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
    SELECT id, session_id, json_extract(data, '$.role'), row_number() OVER (ORDER BY time_created, id) - 1,
      time_created, time_updated,
      CASE json_extract(data, '$.role') WHEN 'user' THEN json_object(
        'text', (
          SELECT coalesce(group_concat(json_extract(part.data, '$.text'), char(10, 10)), '') FROM part
          WHERE message_id = message.id AND json_extract(part.data, '$.type') = 'text'),
        'files', (
          SELECT json_group_array(json_object('data', substr(url, instr(url, ',') + 1), 'mime', mime,
            'source', json_object('type', 'inline'), 'name', name))
          FROM (
            SELECT json_extract(part.data, '$.url') AS url, json_extract(part.data, '$.mime') AS mime,
              json_extract(part.data, '$.filename') AS name
            FROM part WHERE message_id = message.id AND json_extract(part.data, '$.type') = 'file' ORDER BY id)),
        'time', json_object('created', time_created))
      ELSE json_object(
        'agent', json_extract(data, '$.agent'),
        'model', json_object('providerID', json_extract(data, '$.providerID'), 'id', json_extract(data, '$.modelID')),
        'content', (
          SELECT json_group_array(json(item)) FROM (
            SELECT CASE json_extract(part.data, '$.type') WHEN 'tool' THEN json_object(
                'type', 'tool', 'id', json_extract(part.data, '$.callID'), 'name', json_extract(part.data, '$.tool'),
                'state', json_object('status', json_extract(part.data, '$.state.status'),
                  'input', json_extract(part.data, '$.state.input'),
                  'content', json_array(json_object('type', 'text', 'text', json_extract(part.data, '$.state.output'))),
                  'metadata', json_extract(part.data, '$.state.metadata')))
              ELSE json_object('type', json_extract(part.data, '$.type'), 'text', json_extract(part.data, '$.text'))
              END AS item
            FROM part WHERE message_id = message.id
              AND json_extract(part.data, '$.type') IN ('text', 'reasoning', 'tool') ORDER BY id)),
        'cost', json_extract(data, '$.cost'), 'tokens', json_extract(data, '$.tokens'),
        'time', json_extract(data, '$.time'))
      END
    FROM message WHERE session_id = ?1
    """
}
