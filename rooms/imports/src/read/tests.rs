//! Tests of the reader: row numbers, stray quotes, resume, limits.

use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::*;
use crate::detect::{HEAD_BYTES, Overrides};
use crate::{Limits, Refusal};

fn read_all(bytes: &[u8], limits: Limits) -> Vec<(u64, Option<Defect>, Vec<String>)> {
    let opened = Reader::open(bytes, limits, &Overrides::default()).unwrap();
    drain(opened.reader)
}

fn drain<R: Read>(mut reader: Reader<R>) -> Vec<(u64, Option<Defect>, Vec<String>)> {
    let mut record = Record::default();
    let mut all = Vec::new();
    while reader.read(&mut record).unwrap() {
        all.push((record.row, record.defect, record.cells().map(str::to_owned).collect()));
    }
    all
}

fn rows(text: &str) -> Vec<(u64, String)> {
    read_all(text.as_bytes(), Limits::default())
        .into_iter()
        .map(|(row, defect, cells)| {
            (row, defect.map_or_else(|| cells.join("|"), |defect| format!("{defect:?}")))
        })
        .collect()
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let text = "note\n\nnom;prenom\nA;\"B\nC\"\n\n;;\nD;E\n";
    assert_eq!(rows(text), [(4, "A|B\nC".to_owned()), (7, "D|E".to_owned())]);
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("nom;prenom{end}A;B{end}{end}C;D{end}");
        assert_eq!(rows(&text), [(2, "A|B".to_owned()), (4, "C|D".to_owned())], "{end:?}");
    }
    assert_eq!(
        rows("nom;prenom\nA;B\r\nC;D\rE;F"),
        [(2, "A|B".to_owned()), (3, "C|D".to_owned()), (4, "E|F".to_owned()),]
    );
}

#[test]
fn quotes_inside_cells_are_data() {
    assert_eq!(rows("nom;prenom\n\"A \"\"B\"\"\";C \"D\"\n"), [(2, "A \"B\"|C \"D\"".to_owned())]);
    assert_eq!(rows("nom;prenom\n\"Le Clos\" bis;C\n"), [(2, "Le Clos bis|C".to_owned())]);
}

#[test]
fn a_stray_quote_costs_one_row() {
    let stray = "UnterminatedQuote".to_owned();
    assert_eq!(
        rows("nom;prenom\nA;\"B\nC;D\nE;F\n"),
        [(2, stray.clone()), (3, "C|D".to_owned()), (4, "E|F".to_owned()),]
    );
    // A later, sound quoted cell does not close it.
    assert_eq!(
        rows("nom;prenom\nA;\"B\nC;\"D\"\nE;F\n"),
        [(2, stray.clone()), (3, "C|D".to_owned()), (4, "E|F".to_owned()),]
    );
    // Two stray quotes, one after the other.
    assert_eq!(
        rows("nom;prenom\nA;\"B\nC;\"D\nE;F\n"),
        [(2, stray.clone()), (3, stray.clone()), (4, "E|F".to_owned()),]
    );
    // The record holds a sound quoted line break before the stray quote.
    assert_eq!(rows("nom;prenom\n\"A\nA\";\"B\nE;F\n"), [(2, stray), (3, "E|F".to_owned())]);
}

#[test]
fn a_quote_over_too_many_lines_is_stray() {
    let limits = Limits { quoted_lines: 3, ..Limits::default() };
    let file = |lines: usize| format!("nom;prenom\nA;\"{}\"\nC;D\n", "x\n".repeat(lines));
    assert_eq!(read_all(file(3).as_bytes(), limits).len(), 2);
    let found = read_all(file(4).as_bytes(), limits);
    assert_eq!(found[0].1, Some(Defect::UnterminatedQuote));
    assert_eq!(found.last().unwrap().2, ["C", "D"]);
}

#[test]
fn a_record_over_the_limit_is_skipped_and_reading_goes_on() {
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    for size in [990, 1_100, 300_000] {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("nom;prenom{end}A;{}{end}C;D{end}", "x".repeat(size));
            let found = read_all(text.as_bytes(), limits);
            let defect = (size > 1_000).then_some(Defect::TooLong);
            assert_eq!((found[0].0, found[0].1), (2, defect), "{size} {end:?}");
            assert_eq!(
                (found[1].0, found[1].2.as_slice()),
                (3, ["C".to_owned(), "D".to_owned()].as_slice())
            );
            assert_eq!(found.len(), 2);
        }
    }
    let quoted = format!("nom;prenom\nA;\"{}\nC;D\n", "x".repeat(5_000));
    let found = read_all(quoted.as_bytes(), limits);
    assert_eq!(found.iter().filter(|(_, defect, _)| defect.is_none()).count(), 1);
}

#[test]
fn file_limits_refuse_at_the_limit() {
    let text = b"nom;prenom\nA;B\nC;D\n";
    let read = |limits| {
        let opened = Reader::open(text.as_slice(), limits, &Overrides::default())?;
        let mut reader = opened.reader;
        let mut record = Record::default();
        let mut count = 0;
        while reader.read(&mut record)? {
            count += 1;
        }
        Ok::<_, ReadError>(count)
    };
    let base = Limits::default();
    assert!(matches!(read(Limits { rows: 2, ..base }), Ok(2)));
    assert!(matches!(
        read(Limits { rows: 1, ..base }),
        Err(ReadError::Refused(Refusal::TooManyRows))
    ));
    assert!(matches!(read(Limits { columns: 2, ..base }), Ok(2)));
    assert!(matches!(
        read(Limits { columns: 1, ..base }),
        Err(ReadError::Refused(Refusal::TooManyColumns))
    ));
    let size = text.len() as u64;
    assert!(matches!(read(Limits { file_bytes: size, ..base }), Ok(2)));
    assert!(matches!(
        read(Limits { file_bytes: size - 1, ..base }),
        Err(ReadError::Refused(Refusal::TooLarge))
    ));
}

#[test]
fn nul_and_foreign_bytes_are_mended_and_noted() {
    let mut record = Record::default();
    let open = |bytes: &'static [u8]| {
        Reader::open(bytes, Limits::default(), &Overrides::default()).unwrap().reader
    };
    let mut reader = open(b"nom;prenom\nA\0B;C\n");
    assert!(reader.read(&mut record).unwrap());
    assert_eq!(record.get(0), Some("AB"));
    assert!(record.repaired(Repair::Nul));
    let mut reader = open(b"nom;pr\xc3\xa9nom\nTr\xe9;C\nTr\xc3\xa9;C\n");
    assert!(reader.read(&mut record).unwrap());
    assert_eq!(record.get(0), Some("Tré"));
    assert!(record.repaired(Repair::Encoding));
    assert!(reader.read(&mut record).unwrap());
    assert!(!record.repaired(Repair::Encoding));
    assert_eq!(reader.encoding(), Encoding::Utf8);
}

#[test]
fn an_ascii_head_may_hide_windows_1252() {
    let mut file = b"nom;prenom\n".to_vec();
    while file.len() < HEAD_BYTES + 100 {
        file.extend_from_slice(b"DUPONT;JEAN\n");
    }
    file.extend_from_slice(b"TR\xc9VIDIC;SOLENN\n");
    let mut reader =
        Reader::open(file.as_slice(), Limits::default(), &Overrides::default()).unwrap().reader;
    let mut record = Record::default();
    while reader.read(&mut record).unwrap() {}
    assert_eq!(record.get(0), Some("TRÉVIDIC"));
    assert!(!record.repaired(Repair::Encoding));
    assert_eq!(reader.encoding(), Encoding::Windows1252);
}

/// A reader that gives a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(out.len()).min(self.0.len());
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16Le => {
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        Encoding::Utf16Be => {
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        }
        _ => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic_and_end(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let file = [b"nom;prenom;ddn\n".as_slice(), &bytes].concat();
        if let Ok(opened) = Reader::open(file.as_slice(), Limits::default(), &Overrides::default()) {
            let _ = drain(opened.reader);
        }
        let _ = Reader::open(bytes.as_slice(), Limits::default(), &Overrides::default());
    }

    #[test]
    fn reading_resumes_at_every_record(
        body in "[ab;\"\r\né€😀]{0,80}",
        which in 0usize..4,
    ) {
        let encoding = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252][which];
        let limits = Limits { quoted_lines: 3, ..Limits::default() };
        let file = encode(&format!("nom;prenom\n{body}"), encoding);
        let overrides = Overrides {
            encoding: Some(encoding), delimiter: Some(b';'), header_row: Some(1), ..Overrides::default()
        };
        let mut reader = Reader::open(file.as_slice(), limits, &overrides).unwrap().reader;
        let format = *reader.format();
        let mut record = Record::default();
        let mut places = vec![reader.position()];
        let mut all = Vec::new();
        while reader.read(&mut record).unwrap() {
            all.push((record.row, record.defect, record.cells().map(str::to_owned).collect::<Vec<_>>()));
            places.push(reader.position());
        }
        for (done, place) in places.into_iter().enumerate() {
            let mut input = Cursor::new(file.as_slice());
            input.set_position(place.offset);
            let rest = drain(Reader::resume(input, format, limits, place));
            prop_assert_eq!(&rest, &all[done..]);
        }
    }

    #[test]
    fn the_size_of_the_reads_does_not_matter(body in "[ab;\"\r\né]{0,120}", step in 1usize..7) {
        let limits = Limits { quoted_lines: 3, ..Limits::default() };
        let file = format!("nom;prenom\n{body}");
        let overrides = Overrides {
            encoding: Some(Encoding::Utf8), delimiter: Some(b';'), header_row: Some(1), ..Overrides::default()
        };
        let whole = drain(Reader::open(file.as_bytes(), limits, &overrides).unwrap().reader);
        let slow = drain(Reader::open(Slow(file.as_bytes(), step), limits, &overrides).unwrap().reader);
        prop_assert_eq!(whole, slow);
    }

    #[test]
    fn quoted_cells_read_back(cells in proptest::collection::vec("[a-z;,\"\n\ré ]{0,12}", 1..6)) {
        let line: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let file = format!("nom;prenom;ddn;ville;mail\nstart\n{}\nend\n", line.join(";"));
        let found = read_all(file.as_bytes(), Limits::default());
        prop_assume!(cells.iter().any(|cell| !cell.trim().is_empty()));
        prop_assert_eq!(&found[1].2, &cells);
    }
}
