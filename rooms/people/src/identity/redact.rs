//! `Debug` that says only the type's name, for types that hold personal data:
//! a stray `{:?}` in a log line must not print a patient.

/// Implements `Debug` without any content.
macro_rules! redacted_debug {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

pub(crate) use redacted_debug;
