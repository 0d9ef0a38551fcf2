internal import Logging
internal import SessionArchive
internal import SessionRebuild
internal import SystemdSupport

extension EventVoice {
  /// Tells of a session that was rebuilt, and what of it is not as it was.
  func tell(_ rebuilt: RebuildReport, into database: String, from archive: ArchiveDirectory) {
    let shortcomings = RebuildText(rebuilt, style: .plain).shortcomings
    let files = rebuilt.archiveFiles.map { "\(archive.path)/\($0)" }.joined(separator: ", ")
    let events = (rebuilt.liveEvents + rebuilt.archivedEvents).counted("event")
    logger.event(
      .rebuildDone,
      """
      Rebuilt \(rebuilt.session.text) in \(database.printable) from \(events): \(rebuilt.messages.counted("message")) and \
      \(rebuilt.parts.counted("part")).\(shortcomings.isEmpty ? "" : " \(shortcomings).")
      """,
      [
        .database: .string(database), .session: .string(rebuilt.session.rawValue),
        .bytes: .stringConvertible(rebuilt.bytes.bytes), .archive: .string(files),
      ])
  }
}
