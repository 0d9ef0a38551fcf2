/// Where opencode keeps its data, and where retentiond keeps its own. Only names: nothing is looked up.
public struct DataLocations: Hashable, Sendable {
  /// opencode's data folder, `${XDG_DATA_HOME:-~/.local/share}/opencode`.
  public let dataDirectory: String
  /// The database that `OPENCODE_DB` names, absolute; nil when the variable is not set, or names a
  /// database in memory (`:memory:`), of which there is no file.
  public let namedDatabase: String?
  /// The folder of archives when the configuration names none,
  /// `${XDG_DATA_HOME:-~/.local/share}/retentiond/archive`.
  public let archiveDirectory: String
  /// Where retentiond keeps its own state: the first folder in `STATE_DIRECTORY`, which systemd sets
  /// (systemd.exec(5), StateDirectory=), else `${XDG_STATE_HOME:-~/.local/state}/retentiond`.
  public let stateDirectory: String

  /// The database of opencode's stable channel in the data folder.
  public var defaultDatabase: String { FilePath.join(dataDirectory, "opencode.db") }

  /// Reads the places out of an environment.
  ///
  /// - Throws: `ConfigurationError` when a place depends on the home folder and that is not known.
  public init(_ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    func base(_ variable: String, _ fallback: String) throws(ConfigurationError) -> String {
      if let directory = environment.baseDirectory(variable, fallback: fallback) { return directory }
      let message =
        "HOME is not set and this user has no home folder. Set HOME, or set \(variable) to an absolute path."
      throw ConfigurationError([Diagnostic(.error, .unknownHome, file: variable, message: message)])
    }
    let data = try base("XDG_DATA_HOME", ".local/share")
    dataDirectory = FilePath.join(data, "opencode")
    archiveDirectory = FilePath.join(data, "retentiond/archive")
    namedDatabase = environment["OPENCODE_DB"].flatMap { [dataDirectory] name in
      switch name {
      case ":memory:": nil
      case _ where name.hasPrefix("/"): name
      default: FilePath.join(dataDirectory, name)
      }
    }
    // systemd separates several folders with colons.
    let managed = environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
    stateDirectory =
      if let managed, managed.hasPrefix("/") {
        managed
      } else {
        FilePath.join(try base("XDG_STATE_HOME", ".local/state"), "retentiond")
      }
  }
}
