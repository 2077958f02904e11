//! Slips and letters on paper, read by somebody else's parser: what they say, and what they are to whoever has them read aloud.

mod desk;
mod hostile;
mod kinds;
mod read;
