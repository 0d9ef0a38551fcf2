/// A row of `session` or `session_v2` with the columns that both have.
struct SessionRow {
  let id: String
  var parentID: String?
  let created: RowValue
  var updated: RowValue
  var title: String?
  var workspaceID: String?
  var shareURL: String?
  var archived: RowValue = .null
  var cost: RowValue
  var metadata: RowValue = .null
  var tokensInput: RowValue = 48_211
  let standsInV1: Bool
  let standsInV2: Bool
  private let number: Int

  init(sketch: SessionSketch, number: Int) {
    id = sketch.id
    parentID = sketch.parentID
    created = .integer(sketch.created)
    updated = .integer(sketch.updated)
    title = Self.titles[number % Self.titles.count]
    cost = .real(Double(number) / 1_000)
    standsInV1 = sketch.standsInV1
    standsInV2 = sketch.standsInV2
    self.number = number
  }

  var columns: KeyValuePairs<String, RowValue> {
    [
      "id": .text(id), "project_id": number % 5 == 0 ? "global" : .text(SampleProject.id),
      "workspace_id": .optional(workspaceID), "parent_id": .optional(parentID),
      "slug": .text("quiet-harbor-\(number)"), "directory": .text(SampleProject.directory),
      "path": "", "title": .optional(title), "version": "1.18.3", "share_url": .optional(shareURL),
      "summary_additions": .integer(Int64(number % 400)), "summary_deletions": .integer(Int64(number % 70)),
      "summary_files": .integer(Int64(number % 12)), "metadata": metadata, "cost": cost,
      "tokens_input": tokensInput, "tokens_output": .integer(Int64(number) * 3), "tokens_cache_read": 901_553,
      "agent": "build",
      "model": #"{"id":"claude-sonnet-4-5","providerID":"anthropic","variant":"default"}"#,
      "time_created": created, "time_updated": updated, "time_archived": archived,
    ]
  }

  private static let titles = [
    "Fix flaky upload test", "Explain the retry logic", "Größenangaben vereinheitlichen",
    "Refactor provider configuration (@general subagent)", "ログの整形", "New session", "Add dark mode 🌙",
  ]
}

/// The project that most sample sessions belong to; the others are in opencode's own `global`.
enum SampleProject {
  static let id = "4b0ea68d7af9a6031a7ffda7ad66e0cb83315750"
  static let directory = "/home/dev/src/harbor"
}
