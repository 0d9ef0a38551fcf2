/// All that the configuration takes from outside its files. A plain value: only `current` looks at the
/// process.
public struct ConfigurationEnvironment: Hashable, Sendable {
  /// The environment variables.
  public var variables: [String: String]
  /// The home folder in the user database, used while `HOME` is not set.
  public var accountHome: String?
  /// What to put before `/etc/opencode`; empty but for tests.
  public var systemRoot: String

  /// An environment of one's own.
  public init(variables: [String: String], accountHome: String? = nil, systemRoot: String = "") {
    self.variables = variables
    self.accountHome = accountHome
    self.systemRoot = systemRoot
  }

  /// The value of a variable; nil also when it is empty, as opencode and the XDG specification have it.
  public subscript(name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// The home folder: `HOME` where it is an absolute path, else the one in the user database.
  public var home: String? { absolutePath(in: "HOME") ?? accountHome }

  /// The path that the variable holds; nil when it is no absolute one.
  func absolutePath(in variable: String) -> String? {
    self[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// A base directory: the variable's, else `fallback` in the home folder; nil without a home. A path that
  /// is not absolute is ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  func baseDirectory(_ variable: String, fallback: String) -> String? {
    absolutePath(in: variable) ?? home.map { FilePath.join($0, fallback) }
  }

  /// `path` with a leading `~/` replaced by the home folder; nil when that is not known.
  func expandingTilde(_ path: String) -> String? {
    guard path.hasPrefix("~/") else { return path }
    return home.map { FilePath.join($0, String(path.dropFirst(2))) }
  }
}
