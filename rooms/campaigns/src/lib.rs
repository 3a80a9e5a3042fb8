//! Who is told what, when and by which channel: notices, delivery ledger, letters, e-mails.
