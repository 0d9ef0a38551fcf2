internal import SessionArchive

extension PassReport {
  /// A warning when more than half of all trees went, or in a dry run would go; nil otherwise.
  func mostEvicted(archive: ArchiveDirectory) -> Warning? {
    let trees = (plan?.evictions.count ?? 0) + (plan?.kept.count ?? 0)
    return evicted.count > trees / 2 ? .mostEvicted(trees: trees, archive: archive) : nil
  }
}
