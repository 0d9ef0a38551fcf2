public import Logging

/// Writes what is logged as lines of text, each with its level. Messages are whole sentences, so that the metadata
/// has nothing to add for people.
public struct TextLogHandler: LogHandler {
  /// Not shown.
  public var metadata: Logger.Metadata = [:]
  /// Not asked.
  public var metadataProvider: Logger.MetadataProvider?
  /// What is below is not logged.
  public var logLevel: Logger.Level = .info

  private let identifier: String
  private let write: @Sendable (String) -> Void

  /// A handler.
  ///
  /// - Parameters:
  ///   - identifier: the program's name, at the beginning of every line.
  ///   - write: takes each message, with its line break.
  public init(identifier: String, write: @escaping @Sendable (String) -> Void) {
    self.identifier = identifier
    self.write = write
  }

  /// A piece of metadata.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a message.
  public func log(event: Logging.LogEvent) {
    write("\(identifier): \(event.level): \(event.message)\n")
  }
}
