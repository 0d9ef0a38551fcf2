/// The name of a journal field: capital letters, digits and underscores, not beginning with a digit or an
/// underscore, at most 64 bytes. journald drops fields with other names without a word.
/// https://man7.org/linux/man-pages/man7/systemd.journal-fields.7.html
public struct JournalFieldName: Hashable, Sendable, CustomStringConvertible {
  /// The most bytes that journald accepts.
  static let maximumLength = 64

  /// The name itself.
  public let description: String

  /// A name; nil when journald would not accept it.
  public init?(_ name: String) {
    guard let first = name.utf8.first, Self.isCapital(first), name.utf8.count <= Self.maximumLength,
      name.utf8.allSatisfy({ Self.isCapital($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_") })
    else { return nil }
    description = name
  }

  /// One of the names below, which a test checks.
  private init(known name: String) {
    description = name
  }

  /// The name of retentiond's own field for a piece of metadata: `used-bytes` makes `RETENTIOND_USED_BYTES`. What
  /// no name may hold becomes an underscore, and a long key is cut, so that every key makes one.
  public init(metadataKey key: String) {
    let letters = key.utf8.map { byte -> Character in
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      let upper = isLetter ? byte - 0x20 : byte
      return Self.isCapital(upper) || Self.isDigit(upper) ? Character(Unicode.Scalar(upper)) : "_"
    }
    description = String(("RETENTIOND_" + String(letters)).prefix(Self.maximumLength))
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The text for people.
  public static let message = JournalFieldName(known: "MESSAGE")
  /// What kind of event it is.
  public static let messageID = JournalFieldName(known: "MESSAGE_ID")
  /// How much it matters.
  public static let priority = JournalFieldName(known: "PRIORITY")
  /// Who says it.
  public static let identifier = JournalFieldName(known: "SYSLOG_IDENTIFIER")
  /// The source file.
  public static let codeFile = JournalFieldName(known: "CODE_FILE")
  /// The line in it.
  public static let codeLine = JournalFieldName(known: "CODE_LINE")
  /// The function.
  public static let codeFunction = JournalFieldName(known: "CODE_FUNC")

  /// All that have a meaning of their own to the journal and are used here.
  static let known = [message, messageID, priority, identifier, codeFile, codeLine, codeFunction]
}
