//! The program `rathaustermin` once more, line by line its `main`: cargo builds programs for tests only where they are
//! of the same package, and a test that kills the server must never kill yesterday's.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
