//! What a patient may see: claim codes, answers, exposure, advice.
