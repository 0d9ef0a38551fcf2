internal import RetentionPolicy
internal import SessionArchive

/// The columns of the session's own row: what the events say, and what is guessed where they do not.
struct SessionRowValues {
  /// The columns that have a value, but for the id, in the order in which opencode exports them.
  let values: [(member: SessionMember, value: SessionInsertion.Value)]
  /// The columns of which nothing was known.
  let guessed: [String]
  /// The project; nil: there is none to which it could belong.
  let project: ProjectChoice?
  let title: String
  let parent: String?
  let created: Int64

  /// What a session is called of which no title is known, nor a question.
  private static let unknownTitle = "Rebuilt session"
  private static let unknownSlug = "rebuilt-session"
  private static let unknownVersion = "0.0.0"
  private static let unknownDirectory = "/"

  /// - Parameter projects: those of the database; nil: any will do.
  /// - Throws: `SQLiteError`, `ArchiveError`, `Interrupted`.
  init(
    _ copies: Copies, _ timeline: Timeline, _ values: ValueFile, projects: [ProjectChoice.Project]?
  ) throws {
    let state = copies.session
    let directory = try state.text("directory") ?? timeline.directory() ?? Self.unknownDirectory
    let named = state.text("project_id")
    project = ProjectChoice(
      named: named, directory: directory,
      among: projects ?? [.init(id: named ?? ProjectChoice.global, worktree: "/")])
    title = try state.text("title") ?? FirstQuestion.line(in: copies, values) ?? Self.unknownTitle
    created = try state.integer("time_created") ?? timeline.beginning() ?? 0
    let guesses: [String: SessionInsertion.Value] = [
      "slug": .text(Self.unknownSlug), "directory": .text(directory), "title": .text(title),
      "version": .text(Self.unknownVersion), "time_created": .integer(created),
      "time_updated": .integer(try timeline.end() ?? created),
    ]
    var guessed: [String] = []
    self.values = SessionMember.all.compactMap { [project] member in
      if member.column == "project_id" {
        if project?.isGuessed ?? true { guessed.append(member.column) }
        return project.map { (member, .text($0.id)) }
      }
      if let known = state[member] { return (member, known) }
      let guess = guesses[member.column]
      // Without any copy it goes without saying that nothing is known.
      if guess != nil || state.copies > 0 && !state.isWhole { guessed.append(member.column) }
      return guess.map { (member, $0) }
    }
    self.guessed = guessed
    parent = state.text("parent_id")
  }
}

extension SessionInsertion.Value {
  /// A short text.
  fileprivate static func text(_ text: String) -> SessionInsertion.Value { .text(Array(text.utf8)) }
}
