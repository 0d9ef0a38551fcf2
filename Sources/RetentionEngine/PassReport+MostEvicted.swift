internal import SessionArchive

extension PassReport {
  /// A warning when more than half of all trees went, or in a dry run would go; nil otherwise.
  func mostEvicted(archive: ArchiveDirectory) -> Warning? {
    evicted.count(where: \.isWholeTree) > treesBefore / 2
      ? .mostEvicted(trees: treesBefore, archive: archive) : nil
  }
}
