internal import OpencodeStore

/// Finds the databases in opencode's data folder: `opencode.db` and, of other channels, `opencode-<channel>.db`.
public struct DatabaseSearch {
  /// opencode's data folder.
  public let dataFolder: String

  /// A search in a data folder.
  public init(dataFolder: String) {
    self.dataFolder = dataFolder
  }

  /// The files that bear such a name, by name; whether they are databases is seen when they are opened.
  ///
  /// - Returns: an empty list when the folder does not exist.
  /// - Throws: `ReclaimError.system` when it cannot be listed.
  public func files() throws -> [String] {
    let names = try (Folder.names(in: dataFolder) ?? []).filter {
      $0 == "opencode.db" || $0.hasPrefix("opencode-") && $0.hasSuffix(".db")
    }
    return names.sorted().map { dataFolder + "/" + $0 }
  }
}
