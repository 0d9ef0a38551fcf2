/// What `retentiond --once --format json` prints. Sizes are in bytes, lengths of time in milliseconds, and
/// moments in milliseconds since 1970-01-01 UTC, as in opencode's own tables. A key without a value is absent.
struct RunDocument: Encodable {
  /// Raised when a key changes its meaning or goes; new keys may come without.
  let version = 1
  /// One for each database, in the order in which they were worked on.
  let databases: [DatabaseDocument]
  /// What concerns no single database: the configuration, files that were skipped.
  let warnings: [NoticeDocument]
  /// What kept every database from being looked at; absent otherwise.
  let error: FailureDocument?
}

/// A warning.
struct NoticeDocument: Encodable {
  /// A name that does not change with the wording.
  let code: String
  /// Sentences for people.
  let message: String
  /// The figures and names in them.
  let fields: [String: JSONValue]

  init(_ notice: Notice) {
    code = notice.code
    message = notice.message
    fields = notice.fields
  }
}

/// An error.
struct FailureDocument: Encodable {
  /// A name that does not change with the wording.
  let code: String
  /// Sentences for people.
  let message: String
  /// What the process would end with if this were all.
  let exitStatus: Int32
  /// The findings in the configuration, where that is the error.
  let findings: [NoticeDocument]?

  init(_ failure: Failure, unchanged: String, findings: [Notice] = []) {
    code = failure.code
    message = failure.sentence(unchanged: unchanged)
    exitStatus = failure.status.rawValue
    self.findings = findings.isEmpty ? nil : findings.map(NoticeDocument.init)
  }
}
