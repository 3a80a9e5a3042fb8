//! Tests of detection: encodings, delimiters, header rows, refusals.

use super::*;
use crate::read::Encoding;

fn of(head: &[u8]) -> Result<Found, Refusal> {
    detect(head, true, &Overrides::default())
}

fn format(head: &[u8]) -> Format {
    of(head).unwrap().format
}

#[test]
fn what_is_no_delimited_text_is_refused_by_name() {
    let xlsx = [b"PK\x03\x04rest".as_slice(), b"[Content_Types].xml", b"xl/workbook.xml"].concat();
    let ods = b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    for (bytes, refusal) in [
        (b"".as_slice(), Refusal::Empty),
        (b"\xef\xbb\xbf", Refusal::Empty),
        (b" \r\n\r\n", Refusal::Empty),
        (xlsx.as_slice(), Refusal::Xlsx),
        (ods, Refusal::Ods),
        (b"PK\x03\x04export.csv", Refusal::Zip),
        (b"%PDF-1.7", Refusal::Pdf),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", Refusal::OldOffice),
        (b"\x1f\x8b\x08\0", Refusal::Archive),
        (b"\x89PNG\r\n\x1a\n", Refusal::Image),
        (b"\xff\xd8\xff\xe0", Refusal::Image),
        (b"GIF89a", Refusal::Image),
        (b"SQLite format 3\0", Refusal::Database),
        (b"<html><body>", Refusal::Markup),
        (b"<?xml version='1.0'?>", Refusal::Markup),
        (b"{\"rows\":[]}", Refusal::Json),
        (b"MSH|^~\\&|LAB|", Refusal::Hl7),
        (b"\x7fELF\x02\x01", Refusal::NotText),
        (b"nom\x01\x02\x03\x04\x05\x06;prenom\x07\x08", Refusal::NotText),
        (b"alpha;beta\n1;2\n", Refusal::NoUsableColumn),
        (b"DUPONT;JEAN\n", Refusal::NoUsableColumn),
    ] {
        assert_eq!(
            of(bytes).map(|found| found.format),
            Err(refusal),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn single_byte_encodings_are_told_apart() {
    let file = |cell: &[u8]| [b"nom;prenom;ddn\n".as_slice(), cell, b";A;01/01/1950\n"].concat();
    for (cell, encoding) in [
        (b"LEB\x9cUF".as_slice(), Encoding::Windows1252),
        (b"80 \x80", Encoding::Windows1252),
        (b"L\x92HERMITE", Encoding::Windows1252),
        (b"LEB\xbdUF", Encoding::Iso885915),
        (b"80 \xa4", Encoding::Iso885915),
        (b"\xc9LO\xcfSE", Encoding::Windows1252),
        (b"1 \xbd tasse", Encoding::Windows1252),
        ("ÉLOÏSE LEBŒUF".as_bytes(), Encoding::Utf8),
        (b"DUPONT", Encoding::Utf8),
    ] {
        assert_eq!(format(&file(cell)).encoding, encoding, "{cell:?}");
    }
}

#[test]
fn utf16_is_read_with_and_without_mark() {
    let text = "nom;prenom\nTrévidic;Solenn\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(format(&little).encoding, Encoding::Utf16Le);
    assert_eq!(format(&big).encoding, Encoding::Utf16Be);
    let marked = [b"\xff\xfe".as_slice(), &little].concat();
    assert_eq!((format(&marked).encoding, format(&marked).bom_bytes), (Encoding::Utf16Le, 2));
}

#[test]
fn the_delimiter_is_the_one_of_the_header_not_of_an_address() {
    for (text, delimiter) in [
        ("nom;prenom;adresse\nA;B;\"1, rue X, bat 2, esc 3\"\n", b';'),
        ("nom,prenom,adresse\nA,B,\"1; rue X; bat; esc\"\n", b','),
        ("nom\tprenom\tadresse\nA\tB\t1, rue; X\n", b'\t'),
        ("nom|prenom|adresse\nA|B|1, rue; X\n", b'|'),
        ("sep=|\nnom|prenom\nA|B\n", b'|'),
        ("nom\nA\nB\n", b';'),
    ] {
        assert_eq!(format(text.as_bytes()).delimiter, delimiter, "{text}");
    }
}

#[test]
fn notes_before_the_header_are_passed_over() {
    for (text, row) in [
        ("nom;prenom\nA;B\n", 1),
        ("\nnom;prenom\nA;B\n", 2),
        ("Extraction du 25/02/2021\n\nnom;prenom\nA;B\n", 3),
        ("Nom du laboratoire;Armorbio\nDate;25/02\nnom;prenom;ddn\nA;B;C\n", 3),
        ("\"note sur\nplusieurs lignes\"\nnom;prenom\nA;B\n", 2),
        ("sep=;\nnom;prenom\nA;B\n", 2),
    ] {
        assert_eq!(format(text.as_bytes()).header_row, row, "{text}");
    }
    let notes = "ligne\n".repeat(19);
    assert_eq!(format(format!("{notes}nom;prenom\nA;B\n").as_bytes()).header_row, 20);
    let notes = "ligne\n".repeat(20);
    assert_eq!(
        of(format!("{notes}nom;prenom\nA;B\n").as_bytes()).unwrap_err(),
        Refusal::NoUsableColumn
    );
}

#[test]
fn a_file_is_regular_when_its_rows_are_as_wide_as_its_header() {
    let file = |line: &str, odd: &str, odd_count: usize| {
        let mut text = "nom;prenom;ddn\n".to_owned();
        text.extend((0..40 - odd_count).map(|_| line));
        text.extend((0..odd_count).map(|_| odd));
        format(text.as_bytes()).regular
    };
    let (whole, cut) = ("Le Goff;Anna;01/02/1960\n", "Le Goff\n");
    assert!(file(whole, cut, 0));
    assert!(file(whole, cut, 2), "one row in twenty may be broken");
    assert!(!file(whole, cut, 3));
    assert!(!file("Le Goff;Anna;01/02/1960;\n", cut, 0), "each row ends with a delimiter");
    assert!(!format(b"nom;prenom;ddn\nLe Goff;Anna;01/02/1960\n").regular, "too few to say");
}

#[test]
fn the_sender_may_know_better() {
    let text = "alpha,beta\nnom;prenom\nA;B\n";
    let wanted = Overrides { header_row: Some(1), delimiter: Some(b','), ..Overrides::default() };
    let found = detect(text.as_bytes(), true, &wanted).unwrap();
    assert_eq!(found.headers, ["alpha", "beta"]);
    assert_eq!((found.format.delimiter, found.format.header_row), (b',', 1));
    let known =
        Overrides { headers: vec!["alpha".to_owned(), "beta".to_owned()], ..Overrides::default() };
    assert_eq!(detect(b"alpha;beta\n1;2\n", true, &known).unwrap().headers, ["alpha", "beta"]);
    let mac = Overrides { encoding: Some(Encoding::MacRoman), ..Overrides::default() };
    let found = detect(b"nom;pr\x8enom\nA;B\n", true, &mac).unwrap();
    assert_eq!(found.headers, ["nom", "prénom"]);
}

#[test]
fn a_head_cut_in_a_character_is_still_utf8() {
    let mut head = "nom;prénom\n".as_bytes().to_vec();
    head.extend_from_slice("é".repeat(10).as_bytes());
    head.pop();
    let found = detect(&head, false, &Overrides::default()).unwrap();
    assert_eq!(found.format.encoding, Encoding::Utf8);
}
