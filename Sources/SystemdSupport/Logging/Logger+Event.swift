public import Logging

extension Logger {
  /// Logs an event of a known kind.
  ///
  /// - Parameters:
  ///   - level: how much it matters; nil: as events of its kind do.
  ///   - fields: what programs may want to know, those of `kind.fields` among them.
  public func event(
    _ kind: MessageID, level: Logger.Level? = nil, _ message: Logger.Message,
    _ fields: [EventField: Logger.MetadataValue], file: String = #fileID, function: String = #function,
    line: UInt = #line
  ) {
    var metadata: Logger.Metadata = [MessageID.metadataKey: .string(kind.rawValue)]
    for (field, value) in fields { metadata[field.rawValue] = value }
    log(level: level ?? kind.level, message, metadata: metadata, file: file, function: function, line: line)
  }
}

extension MessageID {
  /// Under this key metadata names the kind of event.
  static let metadataKey = "message-id"
}
