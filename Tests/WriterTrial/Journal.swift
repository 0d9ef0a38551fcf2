internal import Glibc
internal import TestSupport

/// What a writer says it wrote. Each write is in the file before the next one begins.
public final class Journal {
  private let descriptor: Int32

  /// Begins a new journal.
  ///
  /// - Throws: `JournalError`.
  public init(path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw JournalError(path: path, line: nil) }
  }

  deinit {
    close(descriptor)
  }

  /// Adds a write.
  ///
  /// - Throws: `JournalError`.
  public func append(_ record: WriteRecord) throws {
    let line = Array(record.line.utf8)
    guard write(descriptor, line, line.count) == line.count else {
      throw JournalError(path: "the journal", line: record.line)
    }
  }

  /// Reads the journal of a writer that has ended.
  ///
  /// - Throws: `JournalError`, `File.Failure`.
  public static func records(_ path: String) throws -> [WriteRecord] {
    try File.text(path).split(separator: "\n").map { line in
      guard let record = WriteRecord(line: line) else { throw JournalError(path: path, line: String(line)) }
      return record
    }
  }
}

/// A journal could not be written or understood.
public struct JournalError: Error {
  /// The journal.
  public let path: String
  /// The line that was in the way.
  public let line: String?
}
