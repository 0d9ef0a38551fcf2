/// An archived state that a restore would bring back whole, and whether anything is known of a later one: an event that
/// it does not hold. Of each place that is listed before it, the newest event tells.
struct WholeState {
  /// Where it lies.
  let source: EventIndex.Source
  private var newest: [EventIndex.Source: Key] = [:]
  /// Those of them that it was not seen to hold; nil: it was not listed yet.
  private var unknown: Set<Key>?

  private struct Key: Hashable {
    let sequence: Int64
    let identity: Int64
  }

  /// A state of which nothing later is known yet.
  init(in source: EventIndex.Source) { self.source = source }

  /// Whether nothing later is known. After all was listed.
  var isLatest: Bool { unknown?.isEmpty ?? newest.isEmpty }

  /// Takes an event of it, or of a later place.
  mutating func note(sequence: Int64, identity: Int64, in place: EventIndex.Source) {
    let key = Key(sequence: sequence, identity: identity)
    if place == source {
      if unknown == nil { unknown = Set(newest.values) }
      unknown?.remove(key)
    } else if place.rawValue < source.rawValue {
      if newest[place].map({ $0.sequence <= sequence }) ?? true { newest[place] = key }
    }
  }

  /// Forgets what was noted of a place.
  mutating func forget(_ place: EventIndex.Source) {
    if place == source { unknown = nil } else { newest[place] = nil }
  }
}
