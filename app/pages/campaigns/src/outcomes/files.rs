//! The files for the printer. Each hand-out is recorded by the room; nothing of them is
//! kept in a cache.

use std::io::{self, Read};

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use campaigns::{CampaignError, PrintFile};
use futures::stream;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::print::{self, BatchPath, PrintRequest, back, batches};
use crate::request::CampaignPath;
use web::Problem;

/// Bytes read at a time.
const CHUNK: usize = 128 << 10;
/// Chunks that wait for the network: bounds what a slow download holds.
const AHEAD: usize = 4;

const PDF: &str = "application/pdf";
const CSV: &str = "text/csv; charset=utf-8";

/// `GET …/lettres/{batch}/fichier`: the print file.
pub(super) async fn print_file(
    PrintRequest(at): PrintRequest,
    Path(path): Path<BatchPath>,
) -> Result<Response, Problem> {
    let listed = print::own(&at, &path).await?;
    let key = match at.state.campaigns.download(&at.staff.actor, listed.batch.id).await {
        Ok(file) => return Ok(streamed(file)),
        Err(CampaignError::FileGone) => "campaigns.batches.file_gone",
        Err(CampaignError::Conflict) => "campaigns.batches.not_printable",
        Err(error) => return Err(error.into()),
    };
    back(&at, listed.batch.id, key).await
}

/// `GET …/lettres/{batch}/manifeste`: the sheet that travels with the batch.
pub(super) async fn manifest(
    PrintRequest(at): PrintRequest,
    Path(path): Path<BatchPath>,
) -> Result<Response, Problem> {
    let listed = print::own(&at, &path).await?;
    match at.state.campaigns.manifest_pdf(&at.staff.actor, listed.batch.id).await {
        Ok(document) => {
            let stem = listed.batch.name.trim_end_matches(".pdf");
            Ok(attached(document.pdf.into(), PDF, &format!("{stem}-manifeste.pdf")))
        }
        Err(CampaignError::Conflict) => {
            back(&at, listed.batch.id, "campaigns.batches.not_printable").await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET …/campagnes/{campaign}/manifeste.csv`: all batches, for the printer's own system.
pub(super) async fn manifest_csv(
    PrintRequest(at): PrintRequest,
    Path(path): Path<CampaignPath>,
) -> Result<Response, Problem> {
    let id = path.id()?;
    // A printer may not ask for the campaign itself: its batches tell whose it is.
    let listed = batches(&at.state, &at.staff, &at.here).await?;
    if !listed.iter().any(|listed| listed.batch.campaign == id) {
        return Err(Problem::NotFound);
    }
    let file = at.state.campaigns.manifest_csv(&at.staff.actor, id).await?;
    Ok(attached(file.bytes.into(), CSV, &file.name))
}

/// A file under its name, which the room builds from letters, digits and hyphens.
fn attached(body: Body, kind: &'static str, name: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Hands a print file over as it is opened. A damaged file breaks the transfer off: its
/// length was announced, so that the browser sees that some of it is missing.
fn streamed(file: PrintFile) -> Response {
    let PrintFile { name, bytes, mut reader, .. } = file;
    let (to_network, chunks) = mpsc::channel::<io::Result<Bytes>>(AHEAD);
    spawn_blocking(move || {
        loop {
            let chunk = read_chunk(reader.as_mut());
            let (end, broken) = (chunk.as_ref().is_ok_and(Bytes::is_empty), chunk.is_err());
            // Nobody listens any more when the download was given up.
            if end || to_network.blocking_send(chunk).is_err() || broken {
                return;
            }
        }
    });
    let body = stream::unfold(chunks, |mut chunks| async move {
        chunks.recv().await.map(|chunk| (chunk, chunks))
    });
    let mut response = attached(Body::from_stream(body), PDF, &name);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    response
}

/// The next bytes; empty at the end.
fn read_chunk(reader: &mut dyn Read) -> io::Result<Bytes> {
    let mut chunk = Vec::with_capacity(CHUNK);
    reader.take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok(chunk.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(usize);

    impl Read for Broken {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = self.0.min(into.len());
            self.0 -= n;
            if n == 0 { Err(io::Error::other("damaged")) } else { Ok(n) }
        }
    }

    fn file(bytes: usize, reader: Box<dyn Read + Send>) -> PrintFile {
        PrintFile {
            name: "K7Q2M-0001.pdf".to_owned(),
            bytes: i64::try_from(bytes).unwrap(),
            sha256: String::new(),
            reader,
        }
    }

    #[tokio::test]
    async fn a_file_arrives_whole_under_its_name() {
        let bytes: Vec<u8> = (0..=250).cycle().take(CHUNK * 3 + 17).collect();
        let response = streamed(file(bytes.len(), Box::new(io::Cursor::new(bytes.clone()))));
        let headers = response.headers();
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment; filename=\"K7Q2M-0001.pdf\"");
        assert_eq!(headers[header::CONTENT_LENGTH], bytes.len().to_string());
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body, bytes);
    }

    #[tokio::test]
    async fn a_damaged_file_breaks_off() {
        let response = streamed(file(CHUNK * 3, Box::new(Broken(CHUNK * 2))));
        assert!(axum::body::to_bytes(response.into_body(), usize::MAX).await.is_err());
    }
}
