internal import OpencodeStore

/// Writes the `info` object of a session as `opencode export` does: names, nesting and what is left out.
/// Read by people and by `opencode import`; a restore reads the row itself.
struct SessionInfo {
  let output: JSONOutput
  let row: any RowView
  let table: Table

  /// Writes the object.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`.
  func write() throws {
    var object = ObjectWriter(output: output)
    try object.open()
    try text(&object, "id", "id")
    try text(&object, "slug", "slug")
    try text(&object, "projectID", "project_id")
    try text(&object, "workspaceID", "workspace_id")
    try text(&object, "directory", "directory")
    if table.name == "session_v2" {
      try object.key("location")
      var location = ObjectWriter(output: output)
      try location.open()
      try text(&location, "directory", "directory")
      try text(&location, "workspaceID", "workspace_id")
      try location.close()
    }
    try text(&object, "path", "path")
    try text(&object, "parentID", "parent_id")
    try text(&object, "title", "title")
    try text(&object, "version", "version")
    try summary(&object)
    if let url = index("share_url"), row.storageClass(at: url) == .text {
      try object.key("share")
      var share = ObjectWriter(output: output)
      try share.open()
      try text(&share, "url", "share_url")
      try share.close()
    }
    try number(&object, "cost", "cost")
    try tokens(&object)
    for name in ["revert", "permission", "agent", "model", "metadata"] { try jsonOrText(&object, name, name) }
    try times(&object)
    try object.close()
  }

  private func summary(_ object: inout ObjectWriter) throws {
    let names = ["additions", "deletions", "files"]
    guard names.contains(where: { isPresent("summary_" + $0) }) || isPresent("summary_diffs") else { return }
    try object.key("summary")
    var summary = ObjectWriter(output: output)
    try summary.open()
    for name in names { try number(&summary, name, "summary_" + name) }
    try jsonOrText(&summary, "diffs", "summary_diffs")
    try summary.close()
  }

  private func tokens(_ object: inout ObjectWriter) throws {
    guard isPresent("tokens_input") else { return }
    try object.key("tokens")
    var tokens = ObjectWriter(output: output)
    try tokens.open()
    for name in ["input", "output", "reasoning"] { try number(&tokens, name, "tokens_" + name) }
    try tokens.key("cache")
    var cache = ObjectWriter(output: output)
    try cache.open()
    for name in ["read", "write"] { try number(&cache, name, "tokens_cache_" + name) }
    try cache.close()
    try tokens.close()
  }

  private func times(_ object: inout ObjectWriter) throws {
    try object.key("time")
    var time = ObjectWriter(output: output)
    try time.open()
    for name in ["created", "updated", "compacting", "archived"] { try number(&time, name, "time_" + name) }
    try time.close()
  }

  // MARK: Values

  private func index(_ column: String) -> Int? { table.columns.firstIndex { $0.name == column } }

  private func isPresent(_ column: String) -> Bool {
    index(column).map { row.storageClass(at: $0) != .null } ?? false
  }

  /// A text column; left out when it is null or cannot be said in JSON.
  private func text(_ object: inout ObjectWriter, _ key: String, _ column: String) throws {
    guard let index = index(column), row.storageClass(at: index) == .text else { return }
    guard try ValueForm(of: row, at: index) != .encodedText else { return }
    try object.key(key)
    try ValueWriter(output: output).writeString(row, at: index)
  }

  private func number(_ object: inout ObjectWriter, _ key: String, _ column: String) throws {
    guard let index = index(column) else { return }
    switch row.storageClass(at: index) {
    case .integer:
      try object.key(key)
      try output.append(String(row.integer(at: index)))
    case .real where row.real(at: index).isFinite:
      try object.key(key)
      try output.append(ValueWriter.real(row.real(at: index)))
    default: break
    }
  }

  /// A text column that opencode keeps JSON in: embedded where it is, a string where it is not.
  private func jsonOrText(_ object: inout ObjectWriter, _ key: String, _ column: String) throws {
    guard let index = index(column), row.storageClass(at: index) == .text else { return }
    guard try ValueForm(of: row, at: index) == .json else { return try text(&object, key, column) }
    try object.key(key)
    try row.forEachPiece(at: index) { try output.append($0) }
  }
}

/// Puts commas and keys into an object that is being written.
struct ObjectWriter {
  let output: JSONOutput
  private var isEmpty = true

  init(output: JSONOutput) {
    self.output = output
  }

  func open() throws { try output.append("{") }

  func close() throws { try output.append("}") }

  mutating func key(_ key: String) throws {
    let separator = isEmpty ? "" : ","
    isEmpty = false
    try output.append { buffer in
      buffer.append(separator)
      buffer.append(quoted: key)
      buffer.append(":")
    }
  }
}
