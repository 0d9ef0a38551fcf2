/// What a trial with damaged files came to.
enum Verdict: String, CaseIterable {
  /// SQLite, or the archive, has nothing to say against the files, and all went as with any others: what left
  /// the database came back exactly.
  case harmless
  /// The damage was noticed; not a byte of the database was changed.
  case refused
  /// The damage was not noticed, and not a byte of the database was changed.
  case untouched
  /// A damaged database was written to.
  case written
  /// Rows left a damaged database.
  case deleted
  /// Rows are not what they were.
  case rowsDiffer
  /// A failure that says nothing to a user.
  case untyped
  /// The process died.
  case crashed
  /// The process took too long.
  case hung

  /// Whether it must not happen.
  var isDefect: Bool { ![.harmless, .refused, .untouched].contains(self) }
}

/// A verdict with what it is about.
struct Finding {
  let verdict: Verdict
  /// What was seen, on one line.
  var detail = ""

  init(_ verdict: Verdict, _ detail: String = "") {
    self.verdict = verdict
    self.detail = detail.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// One kind of thing that is damaged.
protocol Trial {
  /// How the kind of damage for a seed is called.
  static func kind(of seed: UInt64) -> String
  /// Prepares what the trials have in common.
  init() throws
  /// Damages a copy and works on it.
  func run(_ seed: UInt64) throws -> Finding
}
