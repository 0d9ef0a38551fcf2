public import RetentionPolicy

/// What the user asked for, out of all configuration files.
public struct Configuration: Hashable, Sendable {
  /// The limits and protections.
  public let policy: Policy
  /// Where and how what is evicted is kept.
  public let archive: ArchiveSettings
  /// Whether to write to a database on a network file system or another foreign one.
  public let allowsNetworkFilesystem: Bool
  /// The files, and environment variables with a text, that settings came from, from low to high.
  public let sources: [String]
  /// The files that stand in placeholders (`{file:…}`) of these.
  public let references: Set<String>
  /// What the user should know although it stops nothing.
  public let warnings: [Diagnostic]

  /// A configuration of one's own.
  public init(
    policy: Policy = Policy(), archive: ArchiveSettings = ArchiveSettings(),
    allowsNetworkFilesystem: Bool = false, sources: [String] = [], references: Set<String> = [],
    warnings: [Diagnostic] = []
  ) {
    self.policy = policy
    self.archive = archive
    self.allowsNetworkFilesystem = allowsNetworkFilesystem
    self.sources = sources
    self.references = references
    self.warnings = warnings
  }

  /// The files that the configuration may consist of, there or not.
  public static func files(
    in environment: ConfigurationEnvironment, explicitFile: String? = nil
  ) -> Set<String> {
    Set(
      ConfigurationSource.search(environment, explicitFile: explicitFile).compactMap { source in
        if case .file = source.location { source.name } else { nil }
      })
  }

  /// Finds, reads and merges the configuration: opencode's files in its own order (low to high: the global
  /// folder, `OPENCODE_CONFIG`, `OPENCODE_CONFIG_DIR`, `OPENCODE_CONFIG_CONTENT`, `/etc/opencode`), then
  /// `retentiond/config.json` and `.jsonc` beside opencode's global folder.
  ///
  /// - Parameter explicitFile: a file to read instead of all these.
  /// - Throws: `ConfigurationError` with everything that is wrong in any of the files.
  public static func load(
    from environment: ConfigurationEnvironment, explicitFile: String? = nil
  ) throws(ConfigurationError) -> Configuration {
    var settings = PartialSettings()
    var sources: [String] = []
    var references: Set<String> = []
    var diagnostics: [Diagnostic] = []
    var topLevelSession = TopLevelSession()
    for source in ConfigurationSource.search(environment, explicitFile: explicitFile) {
      let document = ConfigurationDocument(source, environment: environment)
      references.formUnion(document.references)
      guard let root = document.root else {
        diagnostics += document.diagnostics
        continue
      }
      let finder = SectionFinder(file: source.name, owner: source.owner, root: root)
      let readers = finder.sections.map {
        SettingsReader(file: source.name, environment: environment, section: $0)
      }
      let findings = (finder.diagnostics + readers.flatMap(\.diagnostics)).filter {
        !document.brokenLines.contains($0.line ?? 0)
      }
      diagnostics += (document.diagnostics + findings).sorted(by: Diagnostic.standsBefore)
      topLevelSession.note(finder)
      for reader in readers { settings.merge(reader.settings) }
      if !readers.isEmpty { sources.append(source.name) }
    }
    if let warning = topLevelSession.warning { diagnostics.append(warning) }
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      throw ConfigurationError(diagnostics, references: references)
    }
    return Configuration(
      policy: settings.policy, archive: settings.archive,
      allowsNetworkFilesystem: settings.allowsNetworkFilesystem ?? false, sources: sources,
      references: references, warnings: diagnostics)
  }
}
