/// An ordinary session before its rows are written.
struct SessionSketch {
  let id: String
  let parentID: String?
  /// Milliseconds since 1970.
  let created: Int64
  let updated: Int64
  /// The share of the bytes, in relation to the weights of the others.
  var weight: Double
  /// Whether it is the session full of attachments.
  var isHuge = false
  /// In which of the two sets of tables it stands.
  var standsInV1: Bool
  var standsInV2: Bool

  var duration: Int64 { updated - created }
}

/// Draws up the ordinary sessions: when they were, who descends from whom, how much each holds.
struct SessionSketcher {
  let options: SampleDatabase.Options
  let profile: ShapeProfile

  private static let span: Int64 = 200 * 86_400_000
  private static let quiet: Int64 = 2 * 3_600_000

  /// The sessions, oldest first; the first is a root.
  func sketches(generator: inout SampleGenerator, identifiers: inout IdentifierMaker) -> [SessionSketch] {
    let count = profile.sessionCount(bytes: Int(options.targetSize.bytes))
    let now = options.now.milliseconds
    var sketches: [SessionSketch] = []
    sketches.reserveCapacity(count)
    var root = 0
    for index in 0..<count {
      let position = (Double(index) + generator.fraction()) / Double(count)
      let created = now - Self.span + Int64(position * Double(Self.span - 2 * Self.quiet))
      let length = Int64(generator.size(in: 300_000...172_800_000))
      let isRoot = index == 0 || isRoot(index)
      // Most children hang on the root, some on a child of it.
      let parent = isRoot ? nil : generator.chance(0.85) ? root : index - 1
      if isRoot { root = index }
      let places = isRoot ? self.places(of: index, count: count) : placesOf(sketches[root])
      sketches.append(
        SessionSketch(
          id: identifiers.make("ses", at: created), parentID: parent.map { sketches[$0].id },
          created: created, updated: min(created + length, now - Self.quiet),
          weight: weight(generator: &generator),
          standsInV1: places.v1, standsInV2: places.v2))
    }
    balance(&sketches)
    makeHuge(in: &sketches)
    return sketches
  }

  private func isRoot(_ index: Int) -> Bool {
    let rootShare = 1 - profile.childShare
    return Int(Double(index + 1) * rootShare) != Int(Double(index) * rootShare)
  }

  private func weight(generator: inout SampleGenerator) -> Double {
    // A few sessions hold most of the events.
    let skew = options.shape == .events && generator.chance(0.1) ? 20.0 : 1.0
    return skew * (0.3 + 1.4 * generator.fraction())
  }

  /// Gives the children together the share of the bytes that they have in the shape.
  private func balance(_ sketches: inout [SessionSketch]) {
    let children = sketches.reduce(0) { $1.parentID == nil ? $0 : $0 + $1.weight }
    let roots = sketches.reduce(0) { $1.parentID == nil ? $0 + $1.weight : $0 }
    guard children > 0, roots > 0 else { return }
    for index in sketches.indices {
      sketches[index].weight *=
        sketches[index].parentID == nil
        ? (1 - profile.childByteShare) / roots : profile.childByteShare / children
    }
  }

  private func makeHuge(in sketches: inout [SessionSketch]) {
    guard profile.hugeSessionShare > 0 else { return }
    let candidates = sketches.indices.filter { sketches[$0].parentID == nil }
    let index = candidates[candidates.count * 2 / 5]
    let others = sketches.reduce(0) { $0 + $1.weight } - sketches[index].weight
    sketches[index].weight = others * profile.hugeSessionShare / (1 - profile.hugeSessionShare)
    sketches[index].isHuge = true
  }

  private func placesOf(_ sketch: SessionSketch) -> (v1: Bool, v2: Bool) {
    (sketch.standsInV1, sketch.standsInV2)
  }

  /// Which tables a tree stands in. After an upgrade: most in both; some only in V1, deleted since in V2
  /// (opencode #50260) or made by a V1 that ran on (#49641); the last ones only in V2.
  private func places(of index: Int, count: Int) -> (v1: Bool, v2: Bool) {
    let position = Double(index) / Double(count)
    return switch (options.generation, options.migration) {
    case (.v1, _): (true, false)
    case (.v2, _): (false, true)
    case (.upgraded, _) where position >= 0.85: (position >= 0.95, position < 0.95)
    case (.upgraded, .completed): (true, index % 7 != 3)
    case (.upgraded, .sessions): (true, position < 0.4)
    case (.upgraded, .absent): (true, false)
    }
  }
}
