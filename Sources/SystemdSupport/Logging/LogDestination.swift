public import Logging

/// Where messages go.
public enum LogDestination: Hashable, Sendable {
  /// The journal, with fields.
  case journal
  /// Lines of text on standard error.
  case text

  /// The journal when a descriptor, that of standard error, leads there, and text otherwise.
  ///
  /// - Parameter journalStream: the value of `JOURNAL_STREAM`.
  public init(journalStream: String?, descriptor: Int32) {
    let stream = journalStream.flatMap { JournalStream($0) }
    self = stream?.isAt(descriptor: descriptor) == true ? .journal : .text
  }

  /// A logger that writes there.
  ///
  /// - Parameters:
  ///   - identifier: the program's name.
  ///   - write: takes whole lines, for `text`.
  public func logger(identifier: String, write: @escaping @Sendable (String) -> Void) -> Logger {
    Logger(label: identifier) { label in
      switch self {
      case .journal: JournalLogHandler(identifier: label) { Journal.send($0) }
      case .text: TextLogHandler(identifier: label, write: write)
      }
    }
  }
}
