internal import OpencodeStore
internal import RetentionPolicy

extension CatalogEntry {
  /// A digest of all that the catalog knows of the session but what became of it, which changes: it stands beside
  /// the entry, so that a catalog in which a letter changed on the disk is made anew instead of being believed.
  var checksum: String {
    let hasher = RowHasher()
    hasher.add("offset", integer: offset)
    hasher.add("length", integer: length)
    hasher.add("plainBytes", integer: plainBytes.bytes)
    hasher.add("created", integer: header.created.milliseconds)
    hasher.add("lastActivity", integer: header.lastActivity.milliseconds)
    hasher.add("archived", integer: header.archived.milliseconds)
    for (table, count) in counts { hasher.add("rows of \(table)", integer: Int64(count)) }
    let texts: [(String, String?)] = [
      ("file", file), ("content", header.content.rawValue), ("id", header.id.rawValue),
      ("root", header.root.rawValue),
      ("parent", header.parent?.rawValue), ("generation", header.generation.rawValue),
      ("title", header.title),
      ("directory", header.directory), ("database", header.database), ("digest", digest),
    ]
    for case (let name, var text?) in texts {
      hasher.beginValue(name, .text)
      text.withUTF8 { hasher.append(UnsafeRawBufferPointer($0)) }
      hasher.endValue()
    }
    hasher.beginValue("sha256", .blob)
    sha256.withUnsafeBytes { hasher.append($0) }
    hasher.endValue()
    return hasher.finish(table: "archived_session").digest.description
  }
}
