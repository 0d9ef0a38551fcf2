import WriterTrial

/// What the pass was at while a write waited.
struct Phase {
  let name: String
  let began: Microseconds
  let ended: Microseconds

  static let conversion = "conversion"

  /// The phases of a pass, in their order. While bytes are given back, the log is at its largest when the
  /// conversion is committed; what comes after it is the checkpoint.
  static func all(
    of durations: PassOutput.Durations, from began: Microseconds, to ended: Microseconds,
    log: LogWatch
  ) -> [Phase] {
    let reclaim = max(began, ended - .milliseconds(durations.reclaim))
    let evict = max(began, reclaim - .milliseconds(durations.verify + durations.evict))
    let survey = min(evict, began + .milliseconds(durations.survey + 20))
    let converted = min(ended, log.peak(after: reclaim))
    return [
      Phase(name: "survey", began: began, ended: survey),
      Phase(name: "archive", began: survey, ended: evict),
      Phase(name: "verify and evict", began: evict, ended: reclaim),
      Phase(name: conversion, began: reclaim, ended: converted),
      Phase(name: "checkpoint", began: converted, ended: ended),
    ]
  }

  /// Whether a write fell into it, in part at least: what it waited for may be of either.
  func contains(_ record: WriteRecord) -> Bool {
    record.began <= ended && record.began + record.took >= began
  }
}
