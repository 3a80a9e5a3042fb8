//! Interactive pieces, compiled for the server and for the browser.
