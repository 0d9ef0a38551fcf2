/// A member of opencode's `Session.Info` and the column of `session` that holds it.
struct SessionMember: Hashable {
  /// How the value stands in the column.
  enum Form {
    /// The text of a string.
    case text
    /// A whole number, or whatever number it is.
    case number
    /// A number that SQLite keeps as a double.
    case real
    /// The JSON itself; of a string its text.
    case json
  }

  /// Its key, after those of the objects around it.
  let path: [String]
  let column: String
  let form: Form
  /// Whether every full copy has it, and the column must have a value.
  let isRequired: Bool

  private init(_ path: String, _ column: String, _ form: Form = .text, isRequired: Bool = false) {
    self.path = path.split(separator: ".").map(String.init)
    self.column = column
    self.form = form
    self.isRequired = isRequired
  }

  /// All but the id, in the order in which opencode exports them.
  static let all: [SessionMember] = [
    SessionMember("slug", "slug", isRequired: true),
    SessionMember("projectID", "project_id", isRequired: true),
    SessionMember("workspaceID", "workspace_id"),
    SessionMember("directory", "directory", isRequired: true),
    SessionMember("path", "path"),
    SessionMember("parentID", "parent_id"),
    SessionMember("title", "title", isRequired: true),
    SessionMember("version", "version", isRequired: true),
    SessionMember("summary.additions", "summary_additions", .number),
    SessionMember("summary.deletions", "summary_deletions", .number),
    SessionMember("summary.files", "summary_files", .number),
    SessionMember("summary.diffs", "summary_diffs", .json),
    SessionMember("share.url", "share_url"),
    SessionMember("cost", "cost", .real),
    SessionMember("tokens.input", "tokens_input", .number),
    SessionMember("tokens.output", "tokens_output", .number),
    SessionMember("tokens.reasoning", "tokens_reasoning", .number),
    SessionMember("tokens.cache.read", "tokens_cache_read", .number),
    SessionMember("tokens.cache.write", "tokens_cache_write", .number),
    SessionMember("revert", "revert", .json),
    SessionMember("permission", "permission", .json),
    SessionMember("agent", "agent", .json),
    SessionMember("model", "model", .json),
    SessionMember("metadata", "metadata", .json),
    SessionMember("time.created", "time_created", .number, isRequired: true),
    SessionMember("time.updated", "time_updated", .number, isRequired: true),
    SessionMember("time.compacting", "time_compacting", .number),
    SessionMember("time.archived", "time_archived", .number),
  ]

  /// The member at a path.
  static func at(_ path: ArraySlice<String>) -> SessionMember? { byPath[Array(path)] }

  /// The members within the object at a path, or that member itself.
  static func within(_ path: ArraySlice<String>) -> [SessionMember] {
    all.filter { $0.path.starts(with: path) }
  }

  /// The member that a column holds.
  static func column(_ name: String) -> SessionMember? { all.first { $0.column == name } }

  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })
}
