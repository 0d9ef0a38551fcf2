internal import Glibc
public import Logging

/// Where messages go.
public enum LogDestination: Hashable, Sendable {
  /// The journal, with fields.
  case journal
  /// Lines of text on standard error.
  case text

  /// The socket that libsystemd sends entries to. Where it is not to be reached, libsystemd drops them and says that
  /// all went well. https://man7.org/linux/man-pages/man3/sd_journal_print.3.html
  public static let journalSocket = "/run/systemd/journal/socket"

  /// The journal when a descriptor, that of standard error, leads there and it takes entries, and text otherwise.
  ///
  /// - Parameters:
  ///   - journalStream: the value of `JOURNAL_STREAM`.
  ///   - socket: where the journal takes entries.
  public init(journalStream: String?, descriptor: Int32, socket: String = LogDestination.journalSocket) {
    let stream = journalStream.flatMap { JournalStream($0) }
    let isJournal = stream?.isAt(descriptor: descriptor) == true && access(socket, W_OK) == 0
    self = isJournal ? .journal : .text
  }

  /// A logger that writes there.
  ///
  /// - Parameters:
  ///   - identifier: the program's name.
  ///   - write: takes whole lines, for `text`.
  public func logger(identifier: String, write: @escaping @Sendable (String) -> Void) -> Logger {
    Logger(label: identifier) { label in
      switch self {
      case .journal: JournalLogHandler(identifier: label, send: Self.throughGate(label))
      case .text: TextLogHandler(identifier: label, write: write)
      }
    }
  }

  /// Hands entries to the journal as long as it reads.
  private static func throughGate(_ identifier: String) -> @Sendable (JournalEntry) -> Void {
    let gate = JournalGate(socket: journalSocket)
    return { entry in
      guard case .open(let dropped) = gate.ask() else { return }
      if dropped > 0 {
        Journal.send(
          JournalEntry(
            "The journal did not read for a while, and \(dropped) entries before this one were lost.",
            priority: .warning, identifier: identifier))
      }
      Journal.send(entry)
    }
  }
}
