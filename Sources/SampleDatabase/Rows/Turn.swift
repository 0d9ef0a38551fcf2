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
  ///   - unit: the average size of a part in bytes.
  ///   - room: what is left to the session; nothing much larger than that is drawn.
  init(unit: Int, room: Int, isHuge: Bool, generator: inout SampleGenerator) {
    func bounded(_ size: Int) -> Int { max(24, min(size, room)) }
    question = [.text(bounded(generator.size(in: 30...max(60, unit / 3))))]
    answer = []
    if isHuge {
      let size = bounded(generator.integer(in: room / 48...max(room / 48, min(8_000_000, room / 6))))
      question.append(.attachment(Attachment(mime: "application/pdf", name: "datasheet.pdf", size: size)))
      answer.append(.text(bounded(generator.size(in: 200...2_000))))
      return
    }
    // A ninth of an ordinary session's bytes are attachments, each worth four parts.
    if generator.chance(0.2) {
      let size = bounded(generator.integer(in: unit...unit * 7))
      question.append(.attachment(Attachment(mime: "image/png", name: "screenshot.png", size: size)))
    }
    if generator.chance(0.3) { answer.append(.reasoning(bounded(generator.size(in: 60...max(120, unit))))) }
    for _ in 0..<generator.integer(in: 1...5) {
      let most = min(60_000, max(1_000, unit * 5))
      answer.append(.tool(bounded(generator.size(in: min(1_000, max(100, unit / 4))...most))))
    }
    answer.append(.text(bounded(generator.size(in: 60...max(120, unit / 2)))))
  }
}
