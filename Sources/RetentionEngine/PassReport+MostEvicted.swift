internal import SessionArchive

extension PassReport {
  /// A warning when more than half of all trees went, or of all sessions, or in a dry run would go; nil otherwise.
  func mostEvicted(archive: ArchiveDirectory) -> Warning? {
    let sessions = evicted.reduce(0) { $0 + $1.tree.sessions.count }
    let shares = [
      EvictedShare(gone: evicted.count(where: \.isWholeTree), of: treesBefore, .trees),
      EvictedShare(gone: sessions, of: sessionsBefore, .sessions),
    ]
    return shares.first { $0.gone > $0.all / 2 }.map { .mostEvicted($0, archive: archive) }
  }
}
