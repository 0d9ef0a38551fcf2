#ifndef FILE_FAULTS_H
#define FILE_FAULTS_H

// A library to be preloaded into a process (LD_PRELOAD, see ld.so(8)). It stands between the process and the
// system at every call that changes or reads a file below one folder, whoever makes the call: SQLite, the
// archive, the rest. It counts these operations, writes a journal of them, and ends the process or lets a call
// fail at one of them. A call that could change a file and is not modelled ends the process with SIGABRT, so
// that none goes unnoticed; a second close of a descriptor, too.
//
// Not stood between, as nothing depends on it:
// - what is written through a mapping of SQLite's `-shm` file. It is made anew by the first process that opens
//   the database when no other has it open (https://sqlite.org/walformat.html, section 2.2.1). Mapping any other
//   file for writing counts as a call that is not modelled.
// - sync_file_range(2), which the product calls to begin writing early. It promises nothing.
// - stat, access, locks, and listing of folders.
//
// - fchown(2), by which SQLite, when root runs it, gives a new file the owner of the database.
//
// nanosleep(2) returns at once: nobody else is there whom a pause would serve.
//
// The library has no functions to call; the environment says what it is to do.

/// The folder whose files are watched: an absolute path without symbolic links. Without it nothing is done.
#define FILE_FAULTS_FOLDER "FILE_FAULTS_FOLDER"

/// The file for the journal, outside the folder; without it none is written. For each operation a line
///
///     <operation> <inode> <offset> <length> <path> TAB <other path> LF
///
/// and after that of a `write` the bytes written and LF. Operations:
/// - `create`, `mkdir`, `rename` (to the other path), `remove` (a file or folder)
/// - `write`, `truncate` (to the offset)
/// - `sync`, `syncfolder`
/// - `mode`
/// - `read`, `open` (of a file that exists)
///
/// What failed is left out. What the plan does is told by a line `fault`, with the operation as the other path.
#define FILE_FAULTS_JOURNAL "FILE_FAULTS_JOURNAL"

/// What is to happen at one of the operations:
/// - `kill`: SIGKILL before it
/// - `tear`: SIGKILL after the first half of it, when it is a write, or else before it
/// - `time`: SIGKILL so many microseconds after it as `FILE_FAULTS_DELAY` says
/// - `refuse`: it fails with the error number in `FILE_FAULTS_ERROR`
/// - `shorten`: of a write only the first half is done, which the caller is told; all other operations are done
#define FILE_FAULTS_ACTION "FILE_FAULTS_ACTION"

/// The number of this operation, from 1 on, among those of the class and the place below.
#define FILE_FAULTS_AT "FILE_FAULTS_AT"

/// The class: `changes`; those of them that may take `space`; or `reads`.
#define FILE_FAULTS_AMONG "FILE_FAULTS_AMONG"

/// The place: paths that begin so; absent: all.
#define FILE_FAULTS_BELOW "FILE_FAULTS_BELOW"

/// Present: what happens to the operation happens to all later ones of the class and place too; those after one
/// that was shortened are refused.
#define FILE_FAULTS_LASTING "FILE_FAULTS_LASTING"

#define FILE_FAULTS_DELAY "FILE_FAULTS_DELAY"
#define FILE_FAULTS_ERROR "FILE_FAULTS_ERROR"

/// After so many seconds the process ends with SIGALRM.
#define FILE_FAULTS_LIMIT "FILE_FAULTS_LIMIT"

#endif
