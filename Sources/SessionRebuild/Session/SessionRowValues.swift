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

  /// - Parameters:
  ///   - times: when each message was made.
  ///   - projects: those of the database; nil: any will do.
  init(_ copies: Copies, times: [Int64], projects: [ProjectChoice.Project]?) {
    let state = copies.session
    let order = copies.messages.indices.sorted { times[$0] < times[$1] }
    let directory =
      state.text("directory")
      ?? order.lazy.compactMap { copies.messages[$0].facts.directory }.first ?? Self.unknownDirectory
    let named = state.text("project_id")
    project = ProjectChoice(
      named: named, directory: directory,
      among: projects ?? [.init(id: named ?? ProjectChoice.global, worktree: "/")])
    title = state.text("title") ?? Self.title(copies, order) ?? Self.unknownTitle
    created = state.integer("time_created") ?? times.min() ?? 0
    let updated = zip(copies.messages, times).map { max($0.facts.ended ?? $1, $1) }.max() ?? created
    let guesses: [String: SessionInsertion.Value] = [
      "slug": .text(Self.unknownSlug), "directory": .text(directory), "title": .text(title),
      "version": .text(Self.unknownVersion), "time_created": .integer(created),
      "time_updated": .integer(updated),
    ]
    var guessed: [String] = []
    values = SessionMember.all.compactMap { [project] member in
      if member.column == "project_id" {
        if project?.isGuessed ?? true { guessed.append(member.column) }
        return project.map { (member, .text($0.id)) }
      }
      if let known = state[member] { return (member, known) }
      guard let guess = guesses[member.column] else { return nil }
      guessed.append(member.column)
      return (member, guess)
    }
    self.guessed = guessed
    parent = state.text("parent_id")
  }

  /// The first line of the first question.
  private static func title(_ copies: Copies, _ order: [Int]) -> String? {
    let questions = Dictionary(
      copies.parts.compactMap { part in
        part.facts.isText ? part.facts.text.map { (part.message, $0) } : nil
      }, uniquingKeysWith: { first, _ in first })
    let texts = order.lazy.filter { copies.messages[$0].facts.isUser }
      .compactMap { questions[copies.messages[$0].id] }
    return texts.compactMap { $0.split(whereSeparator: \.isNewline).first.map(String.init) }.first
  }
}

extension SessionInsertion.Value {
  /// A short text.
  fileprivate static func text(_ text: String) -> SessionInsertion.Value { .text(Array(text.utf8)) }
}
