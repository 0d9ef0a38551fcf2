public import Logging

/// Turns what is logged into journal entries: the level into the priority, metadata into `RETENTIOND_…` fields.
public struct JournalLogHandler: LogHandler {
  /// Added to the metadata of every message.
  public var metadata: Logger.Metadata = [:]
  /// Adds metadata at the time of every message.
  public var metadataProvider: Logger.MetadataProvider?
  /// What is below is not logged.
  public var logLevel: Logger.Level = .info

  private let identifier: String
  private let send: @Sendable (JournalEntry) -> Void

  /// A handler.
  ///
  /// - Parameters:
  ///   - identifier: `SYSLOG_IDENTIFIER`.
  ///   - send: takes the entries, `Journal.send` outside of tests.
  public init(identifier: String, send: @escaping @Sendable (JournalEntry) -> Void) {
    self.identifier = identifier
    self.send = send
  }

  /// A piece of metadata.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Sends an entry.
  public func log(event: Logging.LogEvent) {
    var all = metadataProvider?.get() ?? [:]
    all.merge(metadata) { $1 }
    all.merge(event.metadata ?? [:]) { $1 }
    let messageID = all.removeValue(forKey: MessageID.metadataKey).flatMap { MessageID(rawValue: "\($0)") }
    let fields = all.sorted { $0.key < $1.key }
      .map { JournalField(JournalFieldName(metadataKey: $0.key), "\($0.value)") }
    let origin = JournalEntry.Origin(file: event.file, line: event.line, function: event.function)
    send(
      JournalEntry(
        "\(event.message)", priority: JournalPriority(event.level), messageID: messageID,
        identifier: identifier, origin: origin, fields: fields))
  }
}
