/// The configuration cannot be used. Nothing was changed; retentiond does nothing until it is corrected.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Everything that was found in all files, in the order in which they are read: at least one error, and
  /// the warnings beside it.
  public let diagnostics: [Diagnostic]
  /// The files that stand in placeholders (`{file:…}`), there or not.
  public let references: Set<String>

  /// An error with all that was found.
  public init(_ diagnostics: [Diagnostic], references: Set<String> = []) {
    self.diagnostics = diagnostics
    self.references = references
  }

  /// One line for each finding.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
