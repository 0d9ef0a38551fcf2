/// Something that is wrong, or questionable, in the configuration.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// How much it matters.
  public enum Severity: String, Hashable, Sendable {
    /// The configuration cannot be used.
    case error
    /// The configuration is used, but somebody should know.
    case warning
  }

  /// What kind of thing is wrong, as a name that does not change with the wording.
  public enum Code: String, Hashable, Sendable {
    /// A file that should be there is not.
    case missingFile = "missing-file"
    /// A file is there but cannot be read.
    case unreadableFile = "unreadable-file"
    /// The text is not JSON with comments.
    case syntax
    /// A `{file:…}` placeholder names a file that cannot be read.
    case placeholder
    /// A value is of the wrong type.
    case wrongType = "wrong-type"
    /// A value is of the right type but not one that is possible.
    case outOfRange = "out-of-range"
    /// A key that retentiond does not know.
    case unknownKey = "unknown-key"
    /// A key that stands twice in one object.
    case duplicateKey = "duplicate-key"
    /// A key that is known but has no effect yet.
    case notSupported = "not-supported"
    /// A setting beside the object that it belongs in.
    case misplacedKey = "misplaced-key"
    /// A top-level `session` in a file that opencode 1.x refuses because of it.
    case topLevelSession = "top-level-session"
    /// The home folder is needed and not known.
    case unknownHome = "unknown-home"
  }

  /// How much it matters.
  public let severity: Severity
  /// What kind of thing is wrong.
  public let code: Code
  /// The file, or the environment variable, it is about.
  public let file: String
  /// The place in the file; nil when the file as a whole is meant.
  public let position: SourcePosition?
  /// The key with the keys around it, such as `experimental.session.maxSizeMB`; nil outside the settings.
  public let keyPath: String?
  /// What is wrong and what to write instead, in full sentences, on one line.
  public let message: String

  /// The line, from 1; nil when the file as a whole is meant.
  public var line: Int? { position?.line }
  /// The column in characters, from 1; nil when the file as a whole is meant.
  public var column: Int? { position?.column }

  /// A finding in `file`.
  public init(
    _ severity: Severity, _ code: Code, file: String, position: SourcePosition? = nil, keyPath: String? = nil,
    message: String
  ) {
    self.severity = severity
    self.code = code
    self.file = file
    self.position = position
    self.keyPath = keyPath
    self.message = message
  }

  /// Whether `left` comes first in the file that both are about.
  static func standsBefore(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    let beginning = SourcePosition(line: 0, column: 0)
    return left.position ?? beginning < right.position ?? beginning
  }

  /// `file:line:column: error: message`, the form that editors and compilers agree on.
  public var description: String {
    let place = position.map { ":\($0)" } ?? ""
    return "\(file)\(place): \(severity.rawValue): \(message)"
  }
}
