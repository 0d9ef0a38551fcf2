internal import OpencodeStore

/// Remembers, from start to start, what was complained of lately. What the text means is its writer's business.
public struct ComplaintState {
  private let folder: StateFolder
  private static let name = "complaints"

  /// The state in a folder, which need not exist yet.
  public init(folder: String) {
    self.folder = StateFolder(path: folder)
  }

  /// What was recorded; empty when nothing was.
  ///
  /// - Throws: `PassError.file`.
  public func text() throws -> String { try folder.read(Self.name) }

  /// Records a text in place of the one before.
  ///
  /// - Throws: `PassError.file`; `ReclaimError.system` when the folder cannot be made.
  public func record(_ text: String) throws {
    try Folder.makePrivate(folder.path)
    try folder.replace(Self.name, with: text)
  }
}
