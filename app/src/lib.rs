//! Pages, forms and routes of the product. Server only.
