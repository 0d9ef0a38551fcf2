/// Which texts are read, and in which order.
extension ConfigurationSource {
  /// The sources from low to high: what stands later wins. opencode's order, without a project's files, as
  /// a project has no say in a database that all projects share; then retentiond's own.
  ///
  /// - Parameter explicitFile: when given, the one source.
  static func search(
    _ environment: ConfigurationEnvironment, explicitFile: String? = nil
  ) -> [ConfigurationSource] {
    if let explicitFile { return [explicit(explicitFile)] }
    let base = environment.baseDirectory("XDG_CONFIG_HOME", fallback: ".config")
    var sources: [ConfigurationSource] = []
    if let base {
      let folder = FilePath.join(base, "opencode")
      sources += files(["config.json", "opencode.json", "opencode.jsonc"], in: folder, owner: .opencode)
    }
    if let file = environment["OPENCODE_CONFIG"] {
      let location = Location.file(.warning(variable: "OPENCODE_CONFIG"))
      sources.append(ConfigurationSource(name: file, owner: .opencode, location: location))
    }
    if let folder = environment["OPENCODE_CONFIG_DIR"] {
      sources += files(["opencode.json", "opencode.jsonc"], in: folder, owner: .opencode)
    }
    if let text = environment["OPENCODE_CONFIG_CONTENT"] {
      let name = "OPENCODE_CONFIG_CONTENT"
      sources.append(ConfigurationSource(name: name, owner: .opencode, location: .text(text)))
    }
    let system = environment.systemRoot + "/etc/opencode"
    sources += files(["opencode.json", "opencode.jsonc"], in: system, owner: .opencode)
    if let base {
      let folder = FilePath.join(base, "retentiond")
      sources += files(["config.json", "config.jsonc"], in: folder, owner: .retentiond)
    }
    return withoutRepetition(sources)
  }

  /// The file that `--config` names. One that is called as opencode's are is read as opencode's.
  private static func explicit(_ path: String) -> ConfigurationSource {
    let isOpencodes = ["opencode.json", "opencode.jsonc"].contains(FilePath.name(of: path))
    return ConfigurationSource(
      name: path, owner: isOpencodes ? .opencode : .retentiond, location: .file(.error))
  }

  private static func files(_ names: [String], in folder: String, owner: Owner) -> [ConfigurationSource] {
    names.map {
      ConfigurationSource(name: FilePath.join(folder, $0), owner: owner, location: .file(.fine))
    }
  }

  /// A file that is named twice is read once, in its highest place, so that its faults are told once.
  private static func withoutRepetition(_ sources: [ConfigurationSource]) -> [ConfigurationSource] {
    var names: Set<String> = []
    return Array(sources.reversed().filter { names.insert($0.name).inserted }.reversed())
  }
}
