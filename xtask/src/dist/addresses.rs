//! `js/addresses.js`, the module that says where the page's files and links are: each thing that is
//! built has a form of its own of it.

use anyhow::Result;
use serde_json::to_string;
use url::Url;

use super::built::Built;

/// What every form says, beside where the files are.
pub struct Addresses<'a> {
    /// Where links lead: a site's address, if it knows its own.
    pub base: Option<&'a Url>,
    /// Languages that have preview pages.
    pub previews: &'a [String],
    /// What is built.
    pub built: &'a Built,
}

impl Addresses<'_> {
    /// The module; `files` declares `FILES` and `HELD`. The page's folder is the one above that of
    /// its scripts.
    pub fn module(&self, files: &str) -> Result<String> {
        let home =
            "export const HOME=new URL('..',import.meta.url),TRACE=HOME.href,PING='ping.txt'";
        let base = to_string(&self.base.map(Url::as_str))?;
        self.with(&format!("{home},BASE={base};"), files)
    }

    /// The module of a package, whose scripts somebody else's build brings to wherever they come
    /// to lie: links lead to the page that they are part of, unless a site is named.
    pub fn packed(&self, files: &str) -> Result<String> {
        let home =
            "export const HOME=new URL('.',document.baseURI),TRACE='wasm-function',PING=null";
        let base = match self.base {
            Some(base) => to_string(base.as_str())?,
            None => "`${location.origin}${location.pathname}`".to_owned(),
        };
        self.with(&format!("{home},BASE={base};"), files)
    }

    fn with(&self, home: &str, files: &str) -> Result<String> {
        let (previews, built) = (to_string(self.previews)?, to_string(self.built)?);
        Ok(format!(
            "{home}\n{files}\nexport const PREVIEWS={previews},BUILT={built};\n"
        ))
    }
}
