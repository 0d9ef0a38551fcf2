import TestSupport

/// Damage to the archive file, the catalog, or both.
enum ArchiveDamage: String, Damage {
  case flippedBit, overwrittenByte, zeroedSector, shuffledSector, swappedSectors, cutEnd, rubbishAtEnd
  case frameHeader, missingBytes, repeatedBytes
  case catalogBit, catalogByte, catalogSector, catalogPage, catalogEnd, catalogText, missingCatalog
  case both

  /// The catalog.
  static let catalog = "catalog.db"
  /// The one archive file.
  static func archive(of files: Files) -> String { files.keys.first { $0.hasSuffix(".zst") } ?? "" }

  func apply(to files: inout Files, using generator: inout SplitMix64) {
    let name = Self.archive(of: files)
    var archive = files[name] ?? []
    var catalog = files[Self.catalog] ?? []
    switch self {
    case .both:
      apply(
        toArchive: &archive, as: Self.ofArchive.randomElement(using: &generator) ?? .cutEnd, using: &generator
      )
      apply(
        toCatalog: &catalog, as: Self.ofCatalog.randomElement(using: &generator) ?? .catalogBit,
        using: &generator)
    case .missingCatalog: catalog = []
    case _ where Self.ofCatalog.contains(self): apply(toCatalog: &catalog, as: self, using: &generator)
    default: apply(toArchive: &archive, as: self, using: &generator)
    }
    files[name] = archive
    files[Self.catalog] = catalog.isEmpty ? nil : catalog
  }

  private static let ofArchive: [ArchiveDamage] = [
    .flippedBit, .overwrittenByte, .zeroedSector, .shuffledSector, .swappedSectors, .cutEnd, .rubbishAtEnd,
    .frameHeader, .missingBytes, .repeatedBytes,
  ]
  private static let ofCatalog: [ArchiveDamage] = [
    .catalogBit, .catalogByte, .catalogSector, .catalogPage, .catalogEnd, .catalogText,
  ]

  private func apply(
    toArchive bytes: inout [UInt8], as kind: ArchiveDamage, using generator: inout SplitMix64
  ) {
    let start = Int.random(in: 0..<max(1, bytes.count), using: &generator)
    let few = start..<min(bytes.count, start + Int.random(in: 1...700, using: &generator))
    switch kind {
    case .overwrittenByte: bytes.overwriteByte(in: bytes.indices, using: &generator)
    case .zeroedSector: bytes.zero(bytes.sector(using: &generator))
    case .shuffledSector: bytes.shuffle(bytes.sector(using: &generator), using: &generator)
    case .swappedSectors: bytes.swap(bytes.sector(using: &generator), bytes.sector(using: &generator))
    case .cutEnd: bytes.cutEnd(using: &generator)
    case .rubbishAtEnd: bytes.appendRubbish(using: &generator)
    case .frameHeader:
      let frames = bytes.indices.dropLast(4).filter { bytes[$0..<$0 + 4].elementsEqual(Self.frameMagic) }
      let frame = frames.randomElement(using: &generator) ?? 0
      bytes.overwriteByte(in: frame..<frame + 14, using: &generator)
    case .missingBytes: bytes.removeSubrange(few)
    case .repeatedBytes: bytes.insert(contentsOf: Array(bytes[few]), at: start)
    default: bytes.flipBit(in: bytes.indices, using: &generator)
    }
  }

  /// https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1
  private static let frameMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  private func apply(
    toCatalog bytes: inout [UInt8], as kind: ArchiveDamage, using generator: inout SplitMix64
  ) {
    switch kind {
    case .catalogByte: bytes.overwriteByte(in: bytes.indices, using: &generator)
    case .catalogSector: bytes.shuffle(bytes.sector(using: &generator), using: &generator)
    case .catalogPage: DatabaseDamage.applyToPage(of: &bytes, using: &generator)
    case .catalogEnd: bytes.cutEnd(using: &generator)
    case .catalogText:
      // A letter of a word: SQLite's own check has nothing to say about that.
      let letters = bytes.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "z")).contains(bytes[$0]) }
      if let place = letters.randomElement(using: &generator) {
        bytes[place] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "z"), using: &generator)
      }
    default: bytes.flipBit(in: bytes.indices, using: &generator)
    }
  }
}

extension DatabaseDamage {
  /// Damages a page of a database in one of the ways for pages.
  static func applyToPage(of bytes: inout [UInt8], using generator: inout SplitMix64) {
    let kinds: [DatabaseDamage] = [
      .zeroedPage, .swappedPages, .repeatedPage, .pageHeader, .cellPointer, .cellContent, .schemaPage,
    ]
    var files = [Self.main: bytes]
    kinds.randomElement(using: &generator)?.apply(to: &files, using: &generator)
    bytes = files[Self.main] ?? []
  }
}
