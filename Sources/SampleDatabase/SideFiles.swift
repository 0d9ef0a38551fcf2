extension Builder {
  /// `storage/session_diff/<id>.json` for every third V1 session: the files that its turns changed.
  func writeSideFiles(_ sketches: [SessionSketch]) throws {
    var folder = FileSystem.folder(of: path)
    for name in ["storage", "session_diff"] {
      folder += "/" + name
      try FileSystem.makeFolder(folder)
    }
    for (index, sketch) in sketches.enumerated() where index % 3 == 0 && sketch.standsInV1 {
      payload.removeAll()
      payload.append(#"[{"file":"src/index.ts","before":""#)
      payload.appendText(generator.size(in: 100...4_000), &generator)
      payload.append(#"","after":""#)
      payload.appendText(generator.size(in: 100...4_000), &generator)
      payload.append(#"","additions":3,"deletions":1}]"#)
      let file = "\(folder)/\(sketch.id).json"
      try payload.withBytes { try FileSystem.write($0, to: file) }
      sideFiles.append(file)
    }
  }
}
