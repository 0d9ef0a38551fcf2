/// A text that may hold settings.
struct ConfigurationSource: Hashable, Sendable {
  /// Whose text it is, which decides where the settings stand in it.
  enum Owner: Hashable, Sendable {
    /// opencode reads it as well: the settings are in `session` or `experimental.session`.
    case opencode
    /// retentiond's alone: the whole object may be the settings.
    case retentiond
  }

  /// What it means that a file is not there.
  enum Absence: Hashable, Sendable {
    /// Nothing: it is optional.
    case fine
    /// Somebody named it in this variable, so somebody should hear of it.
    case warning(variable: String)
    /// It was asked for.
    case error
  }

  /// Where the text is.
  enum Location: Hashable, Sendable {
    case file(Absence)
    case text(String)
  }

  /// The path, or the name of the environment variable that holds the text.
  let name: String
  /// Whose text it is.
  let owner: Owner
  /// Where the text is.
  let location: Location

  /// The folder that relative paths in the text start from. For a variable it is the working directory,
  /// as in opencode.
  var directory: String {
    switch location {
    case .file: FilePath.directory(of: name)
    case .text: "."
    }
  }
}
