/// One field of a journal entry.
public struct JournalField: Hashable, Sendable {
  /// Its name.
  public let name: JournalFieldName
  /// Its value: any text, also an empty one, a long one, or one of several lines.
  public let value: String

  /// A field with a text.
  public init(_ name: JournalFieldName, _ value: String) {
    self.name = name
    self.value = value
  }

  /// A field with a number, in decimal digits.
  public init(_ name: JournalFieldName, _ value: some BinaryInteger) {
    self.init(name, String(value))
  }

  /// The form in which `sd_journal_sendv` takes it. https://man7.org/linux/man-pages/man3/sd_journal_print.3.html
  var assignment: [UInt8] { Array("\(name)=".utf8) + Array(value.utf8) }
}
