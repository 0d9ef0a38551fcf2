/// An object in a file that holds settings.
struct SettingsSection: Hashable {
  /// The keys that lead to it, such as `experimental.session`; empty for the whole file.
  let path: String
  /// Where the key stands that holds it; for the whole file, where the file begins.
  let position: SourcePosition
  /// The settings as written.
  let members: [SyntaxMember]

  /// The path of a key in this object.
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
