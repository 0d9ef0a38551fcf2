internal import RetentionEngine
internal import RetentionPolicy
internal import SystemdSupport

/// Keeps the ledger of complaints in the state folder, so that a new start does not repeat them.
final class ComplaintMemory {
  private let state: ComplaintState?
  private var ledger: ComplaintLedger
  /// What keeps the ledger from being read or written; it then counts for this process only.
  private var failure: (any Error)?
  private var isFailureTold = false

  /// The ledger of a state folder, which need not exist yet; nil: one that counts for this process only.
  init(folder: String?) {
    state = folder.map { ComplaintState(folder: $0) }
    do {
      ledger = ComplaintLedger(text: try state?.text() ?? "")
    } catch {
      ledger = ComplaintLedger()
      failure = error
    }
  }

  /// Whether to say a complaint now; if so, it counts as said.
  func admits(_ complaint: ComplaintLedger.Complaint, now: Timestamp) -> Bool {
    guard ledger.admits(complaint, now: now.milliseconds / 1_000) else { return false }
    do {
      try state?.record(ledger.text)
      (failure, isFailureTold) = (nil, false)
    } catch {
      failure = error
    }
    return true
  }

  /// What keeps complaints from being remembered, the first time that this is asked.
  func newFailure() -> (any Error)? {
    defer { isFailureTold = failure != nil }
    return isFailureTold ? nil : failure
  }
}
