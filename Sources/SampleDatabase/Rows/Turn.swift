/// One question and its answer, before its rows are written: how large each piece is.
///
/// The same draw serves `message` and `part` of V1 and `session_message` of V2.
struct Turn {
  enum Piece {
    case text(Int)
    case reasoning(Int)
    case tool(Int)
    case attachment(Attachment)
  }

  struct Attachment {
    let mime: String
    let name: String
    let size: Int
  }

  var question: [Piece]
  var answer: [Piece]

  /// Draws a turn.
  ///
  /// - Parameters:
  ///   - unit: what sizes in bytes are drawn from.
  ///   - budget: the bytes of the whole session.
  ///   - room: what is left to the session; nothing much larger than that is drawn.
  init(unit: Int, budget: Int, room: Int, isHuge: Bool, generator: inout SampleGenerator) {
    func bounded(_ size: Int) -> Int { max(24, min(size, room)) }
    question = [.text(bounded(generator.size(in: 30...max(60, unit / 3))))]
    answer = []
    if isHuge {
      let least = budget / 48
      let size = bounded(generator.integer(in: least...max(least, min(8_000_000, budget / 6))))
      question.append(.attachment(Attachment(mime: "application/pdf", name: "datasheet.pdf", size: size)))
      answer.append(.text(bounded(generator.size(in: 200...2_000))))
      return
    }
    // A seventh of an ordinary session's bytes are attachments, each worth six parts.
    if generator.chance(0.2) {
      let size = bounded(generator.integer(in: unit * 2...unit * 10))
      question.append(.attachment(Attachment(mime: "image/png", name: "screenshot.png", size: size)))
    }
    if generator.chance(0.3) { answer.append(.reasoning(bounded(generator.size(in: 60...max(120, unit))))) }
    for _ in 0..<generator.integer(in: 1...5) {
      let sizes = max(60, unit / 8)...min(150_000, max(1_000, unit * 5))
      answer.append(.tool(bounded(generator.size(in: sizes))))
    }
    answer.append(.text(bounded(generator.size(in: 60...max(120, unit / 2)))))
  }
}
