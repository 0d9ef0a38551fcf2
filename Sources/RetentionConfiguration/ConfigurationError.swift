/// The configuration cannot be used. Nothing was changed; retentiond does nothing until it is corrected.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Everything that was found in all files, in the order in which they are read: at least one error, and
  /// the warnings beside it.
  public let diagnostics: [Diagnostic]

  /// An error with all that was found.
  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  /// One line for each finding.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
