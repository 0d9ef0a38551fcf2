import TestSupport

/// Damage to a database and its log, mostly where its structure lies.
/// https://sqlite.org/fileformat2.html
enum DatabaseDamage: String, Damage {
  case flippedBit, overwrittenByte, zeroedSector, shuffledSector, swappedSectors
  case zeroedPage, shuffledPage, swappedPages, repeatedPage, cutEnd, rubbishAtEnd
  case fileHeader, freelist, schemaPage, pageHeader, cellPointer, childOrOverflowPointer, cellContent
  case flippedBitInLog, overwrittenFrame, cutLog, foreignLog, missingLog

  /// The database.
  static let main = "opencode.db"
  /// Its write-ahead log.
  static let log = "opencode.db-wal"

  func apply(to files: inout Files, using generator: inout SplitMix64) {
    if isOfLog, files[Self.log] != nil {
      applyToLog(&files, using: &generator)
    } else {
      var bytes = files[Self.main] ?? []
      apply(toMain: &bytes, using: &generator)
      files[Self.main] = bytes
    }
  }

  /// Whether it is meant for the log; a database without one is damaged in another way.
  private var isOfLog: Bool {
    [.flippedBitInLog, .overwrittenFrame, .cutLog, .foreignLog, .missingLog].contains(self)
  }

  private func apply(toMain bytes: inout [UInt8], using generator: inout SplitMix64) {
    let pageSize = Self.pageSize
    let page = Self.page(of: bytes, using: &generator)
    let other = Self.page(of: bytes, using: &generator)
    switch self {
    case .flippedBit, .flippedBitInLog, .missingLog: bytes.flipBit(in: bytes.indices, using: &generator)
    case .overwrittenByte, .cutLog: bytes.overwriteByte(in: bytes.indices, using: &generator)
    case .zeroedSector: bytes.zero(bytes.sector(using: &generator))
    case .shuffledSector: bytes.shuffle(bytes.sector(using: &generator), using: &generator)
    case .swappedSectors: bytes.swap(bytes.sector(using: &generator), bytes.sector(using: &generator))
    case .zeroedPage: bytes.zero(page)
    case .shuffledPage: bytes.shuffle(page, using: &generator)
    case .swappedPages, .overwrittenFrame: bytes.swap(page, other)
    case .repeatedPage, .foreignLog:
      if page.count == other.count { bytes.replaceSubrange(page, with: Array(bytes[other])) }
    case .cutEnd: bytes.cutEnd(using: &generator)
    case .rubbishAtEnd: bytes.appendRubbish(using: &generator)
    case .fileHeader: bytes.overwriteByte(in: 0..<100, using: &generator)
    case .freelist: Self.damageFreelist(&bytes, using: &generator)
    case .schemaPage:
      // Its header and cell pointers, or what it says of the tables.
      let range = generator.chance(in: 2) ? 100..<300 : 300..<pageSize
      bytes.overwriteByte(in: range, using: &generator)
    case .pageHeader: bytes.overwriteByte(in: Self.header(of: page), using: &generator)
    case .cellPointer:
      let cells = min(bytes.bigEndian(at: Self.header(of: page).lowerBound + 3, count: 2), 200)
      let pointers = Self.header(of: page).upperBound
      bytes.overwriteByte(in: pointers..<pointers + max(1, cells * 2), using: &generator)
    case .childOrOverflowPointer:
      // The first four bytes of an overflow page lead to the next; an interior page's cells begin with a child.
      bytes.write(Self.pageNumber(of: bytes, using: &generator), at: page.lowerBound, count: 4)
    case .cellContent:
      let header = Self.header(of: page)
      let start = bytes.bigEndian(at: header.lowerBound + 5, count: 2)
      bytes.overwriteByte(
        in: min(page.lowerBound + start, page.upperBound - 1)..<page.upperBound, using: &generator)
    }
  }

  // MARK: Pages

  /// The size of a page in opencode's databases.
  static let pageSize = 4_096

  private static func page(of bytes: [UInt8], using generator: inout SplitMix64) -> Range<Int> {
    let pages = bytes.count / pageSize
    guard pages > 0 else { return bytes.indices }
    let number = Int.random(in: 0..<pages, using: &generator)
    return number * pageSize..<(number + 1) * pageSize
  }

  /// The header of a page of a tree: behind the file's own on the first page.
  private static func header(of page: Range<Int>) -> Range<Int> {
    let start = page.lowerBound == 0 ? 100 : page.lowerBound
    return start..<start + 12
  }

  /// A page's number that may be any, none, or that of no page.
  private static func pageNumber(of bytes: [UInt8], using generator: inout SplitMix64) -> Int {
    let pages = max(1, bytes.count / pageSize)
    return [0, 1, pages + 1, 0x7FFF_FFFF, Int.random(in: 1...pages, using: &generator)]
      .randomElement(using: &generator) ?? 0
  }

  /// The number of the first trunk page, the number of free pages, or an entry of the first trunk page.
  private static func damageFreelist(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    let trunk = bytes.bigEndian(at: 32, count: 4)
    let number = pageNumber(of: bytes, using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: bytes.write(number, at: 32, count: 4)
    case 1: bytes.write(Int.random(in: 0...60, using: &generator), at: 36, count: 4)
    case 2 where trunk > 0:
      bytes.write(Int.random(in: 0...1_200, using: &generator), at: (trunk - 1) * pageSize + 4, count: 4)
    default:
      let entry = [0, 8, 12, 16].randomElement(using: &generator) ?? 0
      if trunk > 0 { bytes.write(number, at: (trunk - 1) * pageSize + entry, count: 4) }
    }
  }

  // MARK: Log

  /// https://sqlite.org/fileformat2.html#the_write_ahead_log
  private static let logHeader = 32
  private static let frameHeader = 24

  private func applyToLog(_ files: inout Files, using generator: inout SplitMix64) {
    var log = files[Self.log] ?? []
    let frameSize = Self.frameHeader + Self.pageSize
    let frames = max(1, (log.count - Self.logHeader) / frameSize)
    let frame = Self.logHeader + Int.random(in: 0..<frames, using: &generator) * frameSize
    switch self {
    case .flippedBitInLog:
      let headers = generator.chance(in: 2) ? 0..<Self.logHeader : frame..<frame + Self.frameHeader
      log.flipBit(in: generator.chance(in: 3) ? log.indices : headers, using: &generator)
    case .overwrittenFrame:
      let other = Self.logHeader + Int.random(in: 0..<frames, using: &generator) * frameSize
      log.swap(frame..<min(log.count, frame + frameSize), other..<min(log.count, other + frameSize))
    case .cutLog: log.cutEnd(using: &generator)
    case .foreignLog:
      // The database of another moment beside this log: what copying the two one after the other leaves.
      files[Self.main] = files[DatabaseSample.earlierMain] ?? files[Self.main]
    default:
      files[Self.log] = nil
      return
    }
    files[Self.log] = log
  }
}
