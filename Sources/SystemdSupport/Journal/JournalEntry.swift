/// One entry of the journal.
public struct JournalEntry: Hashable, Sendable {
  /// Where in the sources it comes from.
  public struct Origin: Hashable, Sendable {
    /// The source file.
    public let file: String
    /// The line in it.
    public let line: UInt
    /// The function.
    public let function: String

    /// A place.
    public init(file: String, line: UInt, function: String) {
      self.file = file
      self.line = line
      self.function = function
    }
  }

  /// All its fields, in the order in which they are sent.
  public let fields: [JournalField]

  /// An entry.
  ///
  /// - Parameters:
  ///   - message: the text for people.
  ///   - messageID: what kind of event it is, when it is one of those with an explanation in the catalog.
  ///   - identifier: who says it.
  ///   - fields: what programs may want to know.
  public init(
    _ message: String, priority: JournalPriority, messageID: MessageID? = nil, identifier: String,
    origin: Origin? = nil, fields: [JournalField] = []
  ) {
    var all = [
      JournalField(.message, message), JournalField(.priority, priority.rawValue),
      JournalField(.identifier, identifier),
    ]
    if let messageID { all.append(JournalField(.messageID, messageID.id)) }
    if let origin {
      all += [
        JournalField(.codeFile, origin.file), JournalField(.codeLine, origin.line),
        JournalField(.codeFunction, origin.function),
      ]
    }
    self.fields = all + fields
  }
}
