/// Finding what somebody meant to write.
enum EditDistance {
  /// The candidate that is `word` but for case, or at most two slips away; the closest, and the first of
  /// equals.
  static func closest(to word: String, among candidates: [String]) -> String? {
    let lowercased = word.lowercased()
    if let same = candidates.first(where: { $0.lowercased() == lowercased }) { return same }
    let near = candidates.map { (name: $0, distance: distance(from: word, to: $0)) }
    return near.filter { $0.distance <= 2 }.min { $0.distance < $1.distance }?.name
  }

  /// Damerau and Levenshtein's distance in its restricted form (optimal string alignment): how many letters
  /// are added, dropped, changed or swapped with their neighbour.
  static func distance(from left: String, to right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    // No fewer slips than this; and a long key is not worth a large table.
    let difference = abs(left.count - right.count)
    guard difference <= 2 else { return difference }
    var rows = [Array(0...right.count)]
    for (i, letter) in left.enumerated() {
      var row = [i + 1]
      for (j, other) in right.enumerated() {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
