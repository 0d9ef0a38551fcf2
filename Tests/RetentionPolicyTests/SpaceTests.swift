import RetentionPolicy
import TestSupport
import Testing

/// What must hold for every choice of a batch.
@Suite struct BatchPlannerTests {
  /// Trees, disks with little or much room, and a database, all random.
  private struct Case: CustomTestStringConvertible {
    let seed: Int
    var trees: [SessionTree]
    var room: Room
    var used: ByteCount
    var needsConversion: Bool
    var estimate = SpaceEstimate()

    init(seed: Int) {
      self.seed = seed
      var random = SplitMix64(seed: seed)
      trees = (0..<Int.random(in: 1...12, using: &random)).map { index in
        Self.tree("s\(index)", .random(in: 0...8 << 20, using: &random))
      }
      let disks = (0..<3).map { _ in
        Room.Place(
          disk: Disk(device: .random(in: 1...2, using: &random)),
          free: ByteCount(.random(in: 0...64 << 20, using: &random)))
      }
      // Of one disk there is one figure.
      var free: [Disk: ByteCount] = [:]
      let places = disks.map { place in
        free[place.disk] = free[place.disk] ?? place.free
        return Room.Place(disk: place.disk, free: free[place.disk] ?? .zero)
      }
      room = Room(archive: places[0], database: places[1], copies: [places[2], places[0]])
      let bytes = trees.reduce(0) { $0 + $1.bytes.bytes }
      used = ByteCount(bytes + .random(in: 0...16 << 20, using: &random))
      needsConversion = random.chance(percent: 50)
      if random.chance(percent: 30) {
        estimate.learn(evicted: .mebibytes(4), archived: .mebibytes(.random(in: 0...6, using: &random)))
      }
    }

    static func tree(_ id: String, _ bytes: Int64, sessions: Int = 1) -> SessionTree {
      let moment = Timestamp(milliseconds: 0)
      let all = (0..<sessions).map { index in
        SurveyedSession(
          id: SessionID("\(id).\(index)"), created: moment, lastActivity: moment,
          bytes: ByteCount(index == 0 ? bytes : 0))
      }
      return SessionTree(root: all[0], sessions: all)
    }

    var planner: BatchPlanner {
      BatchPlanner(room: room, estimate: estimate, usedBytes: used, needsConversion: needsConversion)
    }

    var testDescription: String { "seed \(seed)" }

    /// The same with more, or less, room everywhere.
    func with(_ change: (ByteCount) -> ByteCount) -> Case {
      var other = self
      other.room.archive.free = change(room.archive.free)
      other.room.database.free = change(room.database.free)
      for index in room.copies.indices { other.room.copies[index].free = change(room.copies[index].free) }
      return other
    }
  }

  private static let cases = (0..<800).map(Case.init)

  private func count(_ decision: BatchPlanner.Decision) -> Int {
    if case .evict(let count) = decision { count } else { 0 }
  }

  @Test func aBatchIsAtLeastOneTreeAndNoMoreThanThereAre() {
    for test in Self.cases {
      guard case .evict(let count) = test.planner.next(test.trees) else { continue }
      #expect((1...test.trees.count).contains(count), "\(test)")
    }
  }

  @Test func theBytesOfABatchFitIntoTheArchivesDisk() {
    for test in Self.cases where test.estimate == SpaceEstimate() {
      let batch = test.trees.prefix(count(test.planner.next(test.trees)))
      // Never more than the plain bytes, but for a little.
      #expect(batch.reduce(0) { $0 + $1.bytes.bytes } <= test.room.archive.free.bytes, "\(test)")
    }
  }

  @Test func aBatchIsAsLargeAsItMayBe() {
    for test in Self.cases {
      let count = count(test.planner.next(test.trees))
      guard count > 0, count < test.trees.count else { continue }
      // What did not fit with the others does not fit when it is all there is to evict, either.
      let sum = test.trees.prefix(count + 1).reduce(0) { $0 + $1.bytes.bytes }
      guard !test.needsConversion else { continue }
      let whole = Case.tree("all", sum, sessions: count + 1)
      guard case .stop = test.planner.next([whole]) else {
        Issue.record("\(test) could have taken one more")
        continue
      }
    }
  }

  @Test func moreRoomNeverMakesABatchSmaller() {
    for test in Self.cases {
      let more = test.with { $0 + $0 }
      #expect(count(more.planner.next(test.trees)) >= count(test.planner.next(test.trees)), "\(test)")
    }
  }

  @Test func whatFitsAtOnceIsOneBatch() {
    var fitting = 0
    for test in Self.cases where test.planner.fitsAtOnce(test.trees) {
      fitting += 1
      #expect(test.planner.next(test.trees) == .evict(count: test.trees.count), "\(test)")
    }
    #expect(fitting > 10)
  }

  @Test func withoutRoomNothingBegins() {
    for test in Self.cases {
      let none = test.with { _ in .zero }
      guard case .stop(let shortage) = none.planner.next(test.trees) else {
        // A tree of no bytes and a database of no log would need none; a session always has its entry.
        Issue.record("\(test)")
        continue
      }
      #expect(shortage.needed > shortage.free, "\(test)")
    }
  }

  @Test func aShortageIsReal() {
    for test in Self.cases {
      guard case .stop(let shortage) = test.planner.next(test.trees) else { continue }
      #expect(shortage.needed > shortage.free, "\(test)")
    }
  }

  /// The archive must not fill the disk of a database that gives nothing back afterwards.
  @Test func onOneDiskNothingBeginsThatAConversionCannotEnd() {
    let disk = Disk(device: 1)
    let trees = (0..<10).map { Case.tree("s\($0)", 10 << 20) }
    func decide(free: Int64, needsConversion: Bool = true) -> BatchPlanner.Decision {
      let place = Room.Place(disk: disk, free: .mebibytes(free))
      return BatchPlanner(
        room: Room(archive: place, database: place, copies: [place]), estimate: SpaceEstimate(),
        usedBytes: .mebibytes(120), needsConversion: needsConversion
      ).next(trees)
    }
    // Half of 100 MB for the archive, 20 MB for the copy and again for the log: 90 MB and a little.
    guard case .stop(let shortage) = decide(free: 85) else {
      Issue.record("it began")
      return
    }
    // All that goes there, so that freeing what is named is enough.
    #expect(shortage.needs.count == 3)
    #expect(shortage.needed > .mebibytes(90) && shortage.needed < .mebibytes(92))
    #expect(decide(free: 95) == .evict(count: 5))
    #expect(decide(free: 85, needsConversion: false) == .evict(count: 4))
  }

  @Test func whatWasLearnedMakesTheNextBatchLarger() {
    let place = Room.Place(disk: Disk(device: 1), free: .mebibytes(40))
    let room = Room(archive: place, database: place, copies: [place])
    let trees = (0..<10).map { Case.tree("s\($0)", 5 << 20) }
    func next(_ estimate: SpaceEstimate) -> Int {
      count(
        BatchPlanner(room: room, estimate: estimate, usedBytes: .mebibytes(60), needsConversion: false)
          .next(trees))
    }
    var estimate = SpaceEstimate()
    let before = next(estimate)
    estimate.learn(evicted: ByteCount(1_000), archived: .zero)
    #expect(next(estimate) == before, "too little to learn from")
    estimate.learn(evicted: .mebibytes(10), archived: .mebibytes(4))
    #expect(next(estimate) > before)
    estimate.learn(evicted: .mebibytes(10), archived: .mebibytes(40))
    #expect(next(estimate) < before)
  }

  @Test func numbersWithoutEndDoNotTrap() {
    let place = Room.Place(disk: Disk(device: 1), free: ByteCount(.max))
    let planner = BatchPlanner(
      room: Room(archive: place, database: place, copies: [place]), estimate: SpaceEstimate(),
      usedBytes: ByteCount(.max), needsConversion: true)
    let trees = [Case.tree("a", .max), Case.tree("b", .max)]
    #expect(planner.next(trees) == .evict(count: 2))
  }

  @Test(arguments: [(0, 0), (100, 25), (1 << 40, 64 << 20)])
  func othersKeepAShareOfADisk(_ free: Int64, _ kept: Int64) {
    #expect(ByteCount(free).keptForOthers == ByteCount(kept))
  }
}
