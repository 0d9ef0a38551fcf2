internal import RetentionPolicy

/// Turns a section into settings, and what cannot be understood into diagnostics.
struct SettingsReader {
  /// The file, for diagnostics.
  let file: String
  /// For the home folder.
  let environment: ConfigurationEnvironment
  /// What the section sets.
  private(set) var settings = PartialSettings()
  private(set) var diagnostics: [Diagnostic] = []

  /// Reads the whole section.
  init(file: String, environment: ConfigurationEnvironment, section: SettingsSection) {
    self.file = file
    self.environment = environment
    reportRepetition(in: section.members, path: section.path(of:))
    for member in section.members {
      let setting = Setting(path: section.path(of: member.key), node: member.node)
      if let name = SettingName(rawValue: member.key) {
        read(name, setting, keyPosition: member.keyPosition)
      } else {
        let message = Wording.unknown(setting.path, key: member.key, offered: SettingName.offered)
        report(.unknownKey, setting.path, at: member.keyPosition, message)
      }
    }
  }

  private mutating func read(_ name: SettingName, _ setting: Setting, keyPosition: SourcePosition) {
    switch name {
    case .maxSizeMB:
      settings.maxSize = limit(setting) { $0.amount($1, in: .mebibytes).map(ByteCount.init) }
    case .maxAgeDays:
      settings.maxAge = limit(setting) { $0.amount($1, in: .days).map(Milliseconds.init) }
    case .maxSessions:
      settings.maxSessions = countLimit(setting)
    case .minIdleHours:
      settings.minIdle = amount(setting, in: .hours).map(Milliseconds.init)
    case .orderBy:
      settings.orderBy = choice(setting, of: Policy.Order.allCases)
    case .lowWaterPercent:
      settings.lowWaterPercent = wholeNumber(setting, in: 1...100)
    case .keep:
      settings.keep = sessionIDs(setting)
    case .keepShared:
      settings.keepShared = truthValue(setting)
    case .maxEvictionsPerPass:
      settings.maxEvictionsPerPass = countLimit(setting)
    case .orphans:
      settings.orphans = choice(setting, of: [Policy.Handling.archive, .keep])
    case .migratedCopies:
      settings.migratedCopies = choice(setting, of: [Policy.Handling.archive, .keep])
    case .events:
      settings.events = choice(setting, of: Policy.Handling.allCases)
    case .eventIdleHours:
      settings.eventIdle = limit(setting) { $0.amount($1, in: .hours).map(Milliseconds.init) }
    case .eventMaxAgeDays:
      settings.eventMaxAge = limit(setting) { $0.amount($1, in: .days).map(Milliseconds.init) }
    case .keepLatestEvents:
      settings.keepLatestEvents = truthValue(setting)
    case .subagentMaxAgeDays:
      settings.subagentMaxAge = limit(setting) { $0.amount($1, in: .days).map(Milliseconds.init) }
    case .allowNetworkFilesystem:
      settings.allowsNetworkFilesystem = truthValue(setting)
    case .archive:
      readArchive(setting)
    case .storage, .connectionString:
      let message =
        "\(setting.path) is not supported yet: retentiond archives to a folder only. "
        + "Remove the key; archive.directory chooses the folder."
      report(.notSupported, setting.path, at: keyPosition, message)
    }
  }

  private mutating func readArchive(_ archive: Setting) {
    guard case .object(let members) = archive.node.value else {
      let advice = "Write { \"directory\": …, \"level\": … }."
      mismatch(.wrongType, archive, expected: "an object", advice: advice)
      return
    }
    reportRepetition(in: members) { "\(archive.path).\($0)" }
    for member in members {
      let setting = Setting(path: "\(archive.path).\(member.key)", node: member.node)
      switch ArchiveSettingName(rawValue: member.key) {
      case .directory: settings.archiveDirectory = directory(setting)
      case .level: settings.archiveLevel = wholeNumber(setting, in: 1...19)
      case nil:
        let message = Wording.unknown(setting.path, key: member.key, offered: ArchiveSettingName.offered)
        report(.unknownKey, setting.path, at: member.keyPosition, message)
      }
    }
  }

  private mutating func reportRepetition(in members: [SyntaxMember], path: (String) -> String) {
    var firsts: [String: SyntaxMember] = [:]
    for member in members {
      if let first = firsts[member.key] {
        let message = Wording.duplicate(path(member.key), first: first)
        report(.duplicateKey, path(member.key), at: member.keyPosition, message)
      } else {
        firsts[member.key] = member
      }
    }
  }

  /// Says that the value is not what was expected.
  mutating func mismatch(_ code: Diagnostic.Code, _ setting: Setting, expected: String, advice: String) {
    let message = Wording.mismatch(setting, expected: expected, advice: advice)
    report(code, setting.path, at: setting.node.position, message)
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ path: String, at position: SourcePosition, _ message: String
  ) {
    diagnostics.append(
      Diagnostic(.error, code, file: file, position: position, keyPath: path, message: message))
  }
}
